#include "pose/detections/meaning/picture_size.h"

#include <cmath>

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

}  // namespace

double share_outside(const Detections& detections, const VideoSize& size) {
  const auto beyond = [](double at, Index pixels) {
    const auto side = static_cast<double>(pixels);
    return at < -kEdge * side || at > (1 + kEdge) * side;
  };
  Index found = 0, outside = 0;
  for (const DetectedFrame& frame : detections.frames) {
    for (const DetectedPerson& person : frame.people) {
      for (const DetectedKeypoint& keypoint : person.keypoints) {
        if (std::isnan(keypoint.x)) continue;
        ++found;
        if (beyond(keypoint.x, size.width) || beyond(keypoint.y, size.height)) ++outside;
      }
    }
  }
  return found == 0 ? 0 : static_cast<double>(outside) / static_cast<double>(found);
}

Decision decide_outside(const Detections& detections, const std::optional<VideoSize>& size,
                        const std::string& source) {
  if (!size) return {"outside", "not known", "the size of the pictures is not known", "--size", ""};
  const double share = share_outside(detections, *size);
  if (share == 1)
    throw DataError(fmt::format(
        "{}: all keypoints lie outside of the picture of {}; it is not of this size (--size), or "
        "the keypoints are of another video",
        source, size_text(*size)));
  const std::string percent = fmt::format("{:.0f} %", 100 * share);
  Decision decision{"outside", percent, fmt::format("of a picture of {}", size_text(*size)),
                    "--size", ""};
  if (share > kManyOutside)
    decision.note = fmt::format(
        "{} of the keypoints lie outside of the picture of {}; is this the video's size? (--size)",
        percent, size_text(*size));
  return decision;
}

}  // namespace posegrad::pose::detections
