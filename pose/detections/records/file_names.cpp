#include "pose/detections/records/file_names.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections {

std::string list_text(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 4;
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMost + 1); ++i) {
    text += i == 0 ? "" : ", ";
    text += i == kMost ? "..." : formats::printable(names[i]);
  }
  return text;
}

void note_left_out(const std::vector<std::string>& names, std::vector<std::string>& notes) {
  if (names.empty()) return;
  notes.push_back(fmt::format("{} other file{} in the folder left out: {}", names.size(),
                              names.size() == 1 ? "" : "s", list_text(names)));
}

}  // namespace posegrad::pose::detections
