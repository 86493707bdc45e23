#include "pose/wild/readers/frame_collector.h"

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::readers {
namespace {

/// More than 18 hours at 30 frames a second; what is beyond is no frame number of one video.
constexpr Index kMostFrames = 2'000'000;

}  // namespace

void FrameCollector::see(Index frame, const std::string& where) {
  if (frame < 0)
    throw DataError(fmt::format("{}: frame number {}; 0 or more is wanted", where, frame));
  frames_[frame];
}

void FrameCollector::add(Index frame, DetectedPerson person, const std::string& where) {
  see(frame, where);
  frames_[frame].people.push_back(std::move(person));
}

void FrameCollector::move_into(Detections& detections) {
  detections.frames.clear();
  if (frames_.empty()) return;
  const Index first = frames_.begin()->first, last = frames_.rbegin()->first;
  if (last - first >= kMostFrames) {
    throw DataError(fmt::format(
        "{}: frame numbers run from {} to {}; at most {} frames are taken for one video",
        detections.source, first, last, kMostFrames));
  }
  detections.first_frame = first;
  detections.frames.resize(static_cast<std::size_t>(last - first + 1));
  for (auto& [number, frame] : frames_)
    detections.frames[static_cast<std::size_t>(number - first)] = std::move(frame);
  frames_.clear();
}

}  // namespace posegrad::pose::readers
