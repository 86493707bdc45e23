#include "pose/detections/meaning/picture_size.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/meaning/points.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

constexpr Index kLargest = 100'000;  // pixels

void check(const VideoSize& size, const std::string& place) {
  const auto is_one = [](Index side) { return side >= 1 && side <= kLargest; };
  if (!is_one(size.width) || !is_one(size.height))
    throw DataError(fmt::format("{}: a picture of {} pixels; 1 to {} a side are wanted", place,
                                size_text(size), kLargest));
}

}  // namespace

std::optional<VideoSize> stated_size(const Records& records, const std::optional<VideoSize>& told,
                                     const std::string& source) {
  if (records.size) {
    check(*records.size, source);
    return records.size;
  }
  const RawFrame* first = nullptr;
  for (const RawFrame& frame : records.frames) {
    if (!frame.size) continue;
    check(*frame.size, place_in(source, frame.where));
    if (first == nullptr) first = &frame;
    if (same_size(*first->size, *frame.size)) continue;
    if (told) return std::nullopt;
    throw DataError(fmt::format(
        "{}: a picture of {}, but {} has one of {}; those of one video have the same size "
        "(--size WIDTHxHEIGHT says one for all)",
        place_in(source, first->where), size_text(*first->size), place_in(source, frame.where),
        size_text(*frame.size)));
  }
  return first == nullptr ? std::nullopt : first->size;
}

std::string size_text(const VideoSize& size) {
  return fmt::format("{}x{}", size.width, size.height);
}

namespace {

// A foot behind the edge now and then is less; a wrong size puts a third of all there.
constexpr double kManyOutside = 0.05;
// Of those that the detector saw as well as the others.
constexpr double kManySureOutside = 0.01, kAsSure = 0.8;
constexpr double kFarthestPart = 0.995;
constexpr double kQuarter = 0.5;
constexpr std::size_t kFewFrames = 40;  // somebody may stand in a corner for so long

/// visit(keypoint) for all that were found.
template <class Visit>
void for_each_keypoint(const Detections& detections, Visit visit) {
  for (const DetectedFrame& frame : detections.frames)
    for (const DetectedPerson& person : frame.people)
      for (const DetectedKeypoint& keypoint : person.keypoints)
        if (!std::isnan(keypoint.x)) visit(keypoint);
}

bool is_outside(const DetectedKeypoint& keypoint, const VideoSize& size) {
  const auto beyond = [](double at, Index pixels) {
    const auto side = static_cast<double>(pixels);
    return at < -kEdge * side || at > (1 + kEdge) * side;
  };
  return beyond(keypoint.x, size.width) || beyond(keypoint.y, size.height);
}

// Whether those outside have scores about as high as those inside; false without scores.
bool are_sure_outside(const Detections& detections, const VideoSize& size) {
  double inside = 0, outside = 0, count_inside = 0, count_outside = 0;
  double least = 1e9, most = -1e9;
  for_each_keypoint(detections, [&](const DetectedKeypoint& keypoint) {
    const bool is_out = is_outside(keypoint, size);
    (is_out ? outside : inside) += keypoint.confidence;
    ++(is_out ? count_outside : count_inside);
    least = std::min(least, keypoint.confidence);
    most = std::max(most, keypoint.confidence);
  });
  return least < most && count_inside > 0 && count_outside > 0 &&
         outside / count_outside >= kAsSure * inside / count_inside;
}

double farthest(std::vector<double> at) {
  if (at.empty()) return 0;
  const auto nth =
      at.begin() + static_cast<std::ptrdiff_t>(kFarthestPart * static_cast<double>(at.size() - 1));
  std::ranges::nth_element(at, nth);
  return *nth;
}

std::string would_hold(const Reach& reach) {
  return size_text(size_that_holds(reach)) + " would hold them (--size)";
}

// "14 % of the keypoints lie outside: they reach 1237 pixels down, but --size says 1000x1000; ..."
std::string outside_note(const std::string& percent, const Reach& reach, const SaidSize& said) {
  std::string reached;
  if (reach.right > (1 + kEdge) * static_cast<double>(said.size.width))
    reached = fmt::format("{:.0f} pixels to the right", reach.right);
  if (reach.down > (1 + kEdge) * static_cast<double>(said.size.height))
    reached += fmt::format("{}{:.0f} pixels down", reached.empty() ? "" : " and ", reach.down);
  if (reached.empty())
    return fmt::format(
        "{} of the keypoints lie outside of the picture; {} {}: is this the video's size? (--size)",
        percent, said.says, size_text(said.size));
  return fmt::format("{} of the keypoints lie outside of the picture: they reach {}, but {} {}; {}",
                     percent, reached, said.says, size_text(said.size), would_hold(reach));
}

// Empty: they fill more of the picture.
std::string corner_note(const Detections& detections, const Reach& reach, const SaidSize& said) {
  if (detections.frames.size() < kFewFrames ||
      reach.right >= kQuarter * static_cast<double>(said.size.width) ||
      reach.down >= kQuarter * static_cast<double>(said.size.height))
    return "";
  return fmt::format(
      "all keypoints lie in the upper left quarter of the picture: they reach {:.0f} pixels to the "
      "right and {:.0f} down, and {} {}; {}",
      reach.right, reach.down, said.says, size_text(said.size), would_hold(reach));
}

}  // namespace

Reach reach_of(const Detections& detections) {
  std::vector<double> x, y;
  for_each_keypoint(detections, [&](const DetectedKeypoint& keypoint) {
    x.push_back(keypoint.x);
    y.push_back(keypoint.y);
  });
  return {farthest(std::move(x)), farthest(std::move(y))};
}

VideoSize size_that_holds(const Reach& reach) {
  constexpr std::array<VideoSize, 8> kUsual{{{640, 360},
                                             {854, 480},
                                             {960, 540},
                                             {1280, 720},
                                             {1920, 1080},
                                             {2560, 1440},
                                             {3840, 2160},
                                             {7680, 4320}}};
  const bool is_upright = reach.down > reach.right;
  for (const VideoSize& usual : kUsual) {
    const VideoSize size = is_upright ? turned_size(usual) : usual;
    if (reach.right <= static_cast<double>(size.width) &&
        reach.down <= static_cast<double>(size.height))
      return size;
  }
  const auto up = [](double side) { return static_cast<Index>(std::ceil(side)); };
  return {up(reach.right), up(reach.down)};
}

double share_outside(const Detections& detections, const VideoSize& size) {
  Index found = 0, outside = 0;
  for_each_keypoint(detections, [&](const DetectedKeypoint& keypoint) {
    ++found;
    outside += is_outside(keypoint, size) ? 1 : 0;
  });
  return found == 0 ? 0 : static_cast<double>(outside) / static_cast<double>(found);
}

Decision decide_outside(const Detections& detections, const std::optional<SaidSize>& said,
                        const std::string& source) {
  if (!said) return {"outside", "not known", "the size of the pictures is not known", "--size", ""};
  const double share = share_outside(detections, said->size);
  if (share == 1)
    throw DataError(fmt::format(
        "{}: all keypoints lie outside of the picture of {}; it is not of this size (--size), or "
        "the keypoints are of another video",
        source, size_text(said->size)));
  const std::string percent = fmt::format("{:.0f} %", 100 * share);
  Decision decision{"outside", percent, fmt::format("of a picture of {}", size_text(said->size)),
                    "--size", ""};
  const Reach reach = reach_of(detections);
  if (share > kManyOutside ||
      (share > kManySureOutside && are_sure_outside(detections, said->size)))
    decision.note = outside_note(percent, reach, *said);
  else
    decision.note = corner_note(detections, reach, *said);
  return decision;
}

}  // namespace posegrad::pose::detections
