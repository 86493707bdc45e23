#include "pose/video/yuv.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "tensor/compiler.h"

namespace posegrad::pose {
namespace {

using Word [[gnu::may_alias]] = std::uint32_t;

constexpr int kFraction = 16;  // bits

/// What a step of luma or of a difference adds to a colour, in 1 / 2^16 of its 255 steps.
struct Steps {
  std::int32_t luma, red_of_red, green_of_red, green_of_blue, blue_of_blue;

  explicit Steps(const YuvColours& colours) {
    constexpr double kLumaSteps = 219, kDifferenceSteps = 224;
    const auto fixed = [](double value) {
      return static_cast<std::int32_t>(std::lround(255 * value * (1 << kFraction)));
    };
    const double red = 2 * (1 - colours.red) / kDifferenceSteps,
                 blue = 2 * (1 - colours.blue) / kDifferenceSteps,
                 green = 1 - colours.red - colours.blue;
    luma = fixed(1 / kLumaSteps);
    red_of_red = fixed(red);
    green_of_red = fixed(red * colours.red / green);
    green_of_blue = fixed(blue * colours.blue / green);
    blue_of_blue = fixed(blue);
  }
};

inline Word pixel_of(std::int32_t luma, std::int32_t red, std::int32_t green, std::int32_t blue) {
  const auto colour = [&](std::int32_t difference) {
    return static_cast<Word>(std::min(std::max((luma + difference) >> kFraction, 0), 255));
  };
  return colour(blue) | colour(green) << 8 | colour(red) << 16 | Word{255} << 24;
}

/// Two pixels beside each other at a time: they share their differences.
POSEGRAD_HOT void convert_row(Index pairs, Steps steps, const std::uint8_t* __restrict luma,
                              const std::uint8_t* __restrict blue_of,
                              const std::uint8_t* __restrict red_of, Word* __restrict to) {
  constexpr std::int32_t kBlack = 16, kNoColour = 128, kHalf = 1 << (kFraction - 1);
  for (Index i = 0; i < pairs; ++i) {
    const std::int32_t u = blue_of[i] - kNoColour, v = red_of[i] - kNoColour;
    const std::int32_t red = steps.red_of_red * v + kHalf, blue = steps.blue_of_blue * u + kHalf,
                       green = kHalf - steps.green_of_red * v - steps.green_of_blue * u;
    to[2 * i] = pixel_of(steps.luma * (luma[2 * i] - kBlack), red, green, blue);
    to[2 * i + 1] = pixel_of(steps.luma * (luma[2 * i + 1] - kBlack), red, green, blue);
  }
}

struct NamedColours {
  std::string_view space;
  YuvColours colours;
};

constexpr YuvColours kBt601{.red = 0.299, .blue = 0.114};
constexpr std::array kKnown{NamedColours{"", kBt601},
                            NamedColours{"unknown", kBt601},
                            NamedColours{"bt470bg", kBt601},
                            NamedColours{"smpte170m", kBt601},
                            NamedColours{"bt709", {.red = 0.2126, .blue = 0.0722}},
                            NamedColours{"bt2020nc", {.red = 0.2627, .blue = 0.0593}}};

}  // namespace

std::optional<YuvColours> yuv_colours(std::string_view format, std::string_view space,
                                      std::string_view range) {
  if (format != "yuv420p" || !(range == "tv" || range == "unknown" || range.empty())) return {};
  const auto found = std::ranges::find(kKnown, space, &NamedColours::space);
  if (found == kKnown.end()) return {};
  return found->colours;
}

void yuv_to_pixels(std::span<const std::byte> yuv, Index width, Index height,
                   const YuvColours& colours, std::span<std::byte> pixels) {
  const Steps steps(colours);
  const auto* const luma = reinterpret_cast<const std::uint8_t*>(yuv.data());
  const Index pairs = width / 2, plane = pairs * (height / 2);
  for (Index row = 0; row < height; ++row) {
    const std::uint8_t* const differences = luma + width * height + row / 2 * pairs;
    convert_row(pairs, steps, luma + row * width, differences, differences + plane,
                reinterpret_cast<Word*>(pixels.data()) + row * width);
  }
}

}  // namespace posegrad::pose
