#include "pose/video/yuv.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "tensor/compiler.h"

namespace posegrad::pose {
namespace {

using Word [[gnu::may_alias]] = std::uint32_t;

// As ffmpeg computes on x86 (libswscale's yuv_2_rgb), so that keypoints do not depend on who makes the
// colours: numbers of 16 bits with 3 behind the point, factors with 13, products cut to whole steps.
constexpr int kStepBits = 3, kFactorBits = 13;

using Short = std::int16_t;

/// What a step of luma or of a difference adds to a colour of 255 steps.
struct Factors {
  Short luma, red_of_red, green_of_red, green_of_blue, blue_of_blue;

  explicit Factors(const YuvColours& colours) {
    constexpr double kLumaSteps = 219, kDifferenceSteps = 224;
    const auto fixed = [](double value) {
      return static_cast<Short>(std::lround(255 * value * (1 << kFactorBits)));
    };
    const double red = 2 * (1 - colours.red) / kDifferenceSteps,
                 blue = 2 * (1 - colours.blue) / kDifferenceSteps,
                 green = 1 - colours.red - colours.blue;
    luma = fixed(1 / kLumaSteps);
    red_of_red = fixed(red);
    green_of_red = fixed(-red * colours.red / green);
    green_of_blue = fixed(-blue * colours.blue / green);
    blue_of_blue = fixed(blue);
  }
};

// The upper half of the product.
inline Short times(Short steps, Short factor) {
  return static_cast<Short>((std::int32_t{steps} * std::int32_t{factor}) >> 16);
}

inline Short steps_of(std::uint8_t value, int zero) {
  return static_cast<Short>((value - zero) << kStepBits);
}

inline Word pixel_of(Short luma, Short red, Short green, Short blue) {
  const auto colour = [&](Short difference) {
    return static_cast<Word>(std::min(std::max(luma + difference, 0), 255));
  };
  return colour(blue) | colour(green) << 8 | colour(red) << 16 | Word{255} << 24;
}

/// Two pixels beside each other at a time: they share their differences.
POSEGRAD_HOT void convert_row(Index pairs, Factors by, const std::uint8_t* __restrict luma,
                              const std::uint8_t* __restrict blue_of,
                              const std::uint8_t* __restrict red_of, Word* __restrict to) {
  constexpr int kBlack = 16, kNoColour = 128;
  for (Index i = 0; i < pairs; ++i) {
    const Short u = steps_of(blue_of[i], kNoColour), v = steps_of(red_of[i], kNoColour);
    const Short red = times(v, by.red_of_red), blue = times(u, by.blue_of_blue);
    const auto green = static_cast<Short>(times(u, by.green_of_blue) + times(v, by.green_of_red));
    to[2 * i] = pixel_of(times(steps_of(luma[2 * i], kBlack), by.luma), red, green, blue);
    to[2 * i + 1] = pixel_of(times(steps_of(luma[2 * i + 1], kBlack), by.luma), red, green, blue);
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
  const Factors factors(colours);
  const auto* const luma = reinterpret_cast<const std::uint8_t*>(yuv.data());
  const Index pairs = width / 2, plane = pairs * (height / 2);
  for (Index row = 0; row < height; ++row) {
    const std::uint8_t* const differences = luma + width * height + row / 2 * pairs;
    convert_row(pairs, factors, luma + row * width, differences, differences + plane,
                reinterpret_cast<Word*>(pixels.data()) + row * width);
  }
}

}  // namespace posegrad::pose
