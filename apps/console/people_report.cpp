#include "apps/console/people_report.h"

#include <algorithm>

#include <fmt/format.h>

namespace posegrad::apps {

std::vector<std::string> detection_remarks(const pose::Detections& detections) {
  std::vector<std::string> lines;
  for (const std::string& note : detections.notes) lines.push_back("Note: " + note);
  if (detections.first_frame > 0)
    lines.push_back(fmt::format("Note: the first frame is number {}", detections.first_frame));
  return lines;
}

std::vector<std::string> person_report(const pose::PersonTrack& person,
                                       const pose::KeypointLayout& layout,
                                       const std::vector<bool>& left_out) {
  std::vector<std::string> lines{fmt::format("{} total frames processed", person.keypoints.dim(0)),
                                 fmt::format("{} frames were interpolated", person.interpolated)};
  const auto is_left_out = [&](Index frame) {
    const auto at = static_cast<std::size_t>(frame - person.first_frame);
    return at < left_out.size() && left_out[at];
  };
  for (const pose::Gap& gap : person.gaps)
    if (!is_left_out(gap.first_frame))
      lines.push_back(fmt::format("Long gap: frames {} to {} were made up", gap.first_frame,
                                  gap.first_frame + gap.frames - 1));
  std::string names;
  for (const Index joint : person.never_seen)
    names += (names.empty() ? "" : ", ") + layout.joints[static_cast<std::size_t>(joint)];
  if (!names.empty()) lines.push_back("Never seen, put on the nearest joint: " + names);
  return lines;
}

std::string too_short_remark(const pose::ChosenPeople& chosen, const pose::PeopleOptions& options) {
  if (chosen.too_short == 0) return "";
  return fmt::format(
      "Note: {} seen in fewer than {} frames {} left out",
      chosen.too_short == 1 ? "1 person" : fmt::format("{} people", chosen.too_short),
      options.shortest_track, chosen.too_short == 1 ? "is" : "are");
}

std::string others_remark(const pose::ChosenPeople& chosen) {
  if (chosen.others == 0) return "";
  return fmt::format(
      "Note: {} other {} seen beside the main one, who is followed (--person 2, best or all)",
      chosen.others, chosen.others == 1 ? "person is" : "people are");
}

bool is_person_choice(const std::string& text) {
  return text == "main" || text == "best" || text == "all" ||
         (!text.empty() && text.size() <= 9 && text[0] != '0' &&
          std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; }));
}

}  // namespace posegrad::apps
