#include "pose/detections/read_options.h"

#include <charconv>

namespace posegrad::pose {

std::optional<VideoSize> parse_video_size(std::string_view text) {
  constexpr Index kLargest = 100'000;
  const std::size_t cross = text.find('x');
  if (cross == std::string_view::npos) return std::nullopt;
  const auto pixels = [](std::string_view part) -> Index {
    Index number = 0;
    const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
    const bool is_whole = error == std::errc() && end == part.data() + part.size();
    return is_whole && number <= kLargest ? number : 0;
  };
  const VideoSize size{pixels(text.substr(0, cross)), pixels(text.substr(cross + 1))};
  if (size.width < 1 || size.height < 1) return std::nullopt;
  return size;
}

}  // namespace posegrad::pose
