#include "pose/detections/container/file_ending.h"

namespace posegrad::pose::detections {

std::string file_ending(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  std::string ending(dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1));
  for (char& c : ending)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return ending;
}

}  // namespace posegrad::pose::detections
