#include "pose/detections/meaning/ids.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/meaning/points.h"

namespace posegrad::pose::detections {
namespace {

constexpr double kLargest = 1e15;
constexpr double kManyTwice = 0.05, kManyNew = 0.9;
constexpr Index kFewDetections = 10;

/// What the numbers of all people look like.
struct Census {
  std::vector<Index> different;  // sorted
  Index numbered = 0, broken = 0;
  Index crowded = 0, twice = 0;  // frames with several numbered people; with two of one number
  std::string twice_at;
};

Census census_of(const Records& records) {
  Census census;
  std::vector<Index> in_frame;
  for (const RawFrame& frame : records.frames) {
    in_frame.clear();
    for (const RawPerson& person : frame.people) {
      if (!person.id || *person.id < 0 || std::isnan(*person.id)) continue;
      if (const auto id = id_of(person)) {
        in_frame.push_back(*id);
      } else {
        ++census.broken;
      }
    }
    census.different.insert(census.different.end(), in_frame.begin(), in_frame.end());
    if (in_frame.size() < 2) continue;
    ++census.crowded;
    std::ranges::sort(in_frame);
    if (std::ranges::adjacent_find(in_frame) == in_frame.end()) continue;
    if (census.twice++ == 0) census.twice_at = frame.where;
  }
  census.numbered = static_cast<Index>(census.different.size());
  std::ranges::sort(census.different);
  census.different.erase(std::unique(census.different.begin(), census.different.end()),
                         census.different.end());
  return census;
}

std::string why_unusable(const Census& census) {
  const auto different = static_cast<Index>(census.different.size());
  if (census.broken > 0) return fmt::format("{} of them are no whole numbers", census.broken);
  if (different == 1 && census.crowded > 0)
    return fmt::format("everybody has the number {}", census.different.front());
  if (static_cast<double>(census.twice) > kManyTwice * static_cast<double>(census.crowded))
    return fmt::format("one number stands for two people in {} of {} frames", census.twice,
                       census.crowded);
  if (census.numbered >= kFewDetections &&
      static_cast<double>(different) >= kManyNew * static_cast<double>(census.numbered))
    return fmt::format("there are {} different ones for {} detections", different, census.numbered);
  return "";
}

}  // namespace

std::optional<Index> id_of(const RawPerson& person) {
  if (!person.id || !(*person.id >= 0 && *person.id < kLargest) ||
      *person.id != std::floor(*person.id))
    return std::nullopt;
  return static_cast<Index>(*person.id);
}

Ids decide_ids(const Records& records, bool wanted) {
  const Census census = census_of(records);
  Ids ids;
  ids.different = static_cast<Index>(census.different.size());
  ids.decision = {"ids", "none", "nobody has a number", "", ""};
  if (census.numbered + census.broken == 0) return ids;
  const std::string why = why_unusable(census);
  ids.usable = why.empty();
  if (ids.usable) {
    ids.decision = {"ids", "tell people apart", fmt::format("{} different numbers", ids.different),
                    "", ""};
    if (census.twice > 0)
      ids.decision.note =
          wanted ? fmt::format(
                       "one of the detector's numbers stands for two people in {}: the "
                       "surer one counts",
                       counted(census.twice, "frame", "frames"))
                 : "";
    return ids;
  }
  ids.decision = {"ids", "do not tell people apart", why, "", ""};
  if (wanted)
    ids.decision.note = fmt::format(
        "the detector's numbers of people are not used, as they do not tell them apart: {}; people "
        "are followed by their places (--detector-tracks)",
        why);
  return ids;
}

}  // namespace posegrad::pose::detections
