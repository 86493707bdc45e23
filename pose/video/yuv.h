#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// How most videos keep their colours: 8 bits of luma (16 to 235) for each pixel, and of two
/// differences of colours (16 to 240) for each four. What red and blue count in luma.
struct YuvColours {
  double red = 0, blue = 0;
  bool operator==(const YuvColours&) const = default;
};

/// The colours of a video as ffprobe describes it: pix_fmt, color_space and color_range, "" for what
/// it does not say, which are BT.601's as ffmpeg has it. Nothing for any other way to keep colours.
std::optional<YuvColours> yuv_colours(std::string_view format, std::string_view space,
                                      std::string_view range);

/// Bytes of such a picture: a plane of luma, one of blue and one of red differences.
constexpr std::size_t yuv_bytes(Index width, Index height) {
  return static_cast<std::size_t>(width * height / 2 * 3);
}

/// Makes pixels (blue, green, red, 255) of it, the same as those of ffmpeg (5.1, x86): four pixels have the same
/// differences, and colours are cut, not rounded. width and height are even. Source: ITU-R BT.601 and
/// BT.709, sections on coding.
void yuv_to_pixels(std::span<const std::byte> yuv, Index width, Index height,
                   const YuvColours& colours, std::span<std::byte> pixels);

}  // namespace posegrad::pose
