#include "apps/wild/several_inputs.h"

#include <algorithm>
#include <iterator>

#include "apps/detect/people_in_video.h"
#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/keypoint_kind.h"
#include "pose/detections/read_detections.h"
#include "pose/video/picture_sequence.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

using Paths = std::vector<std::string>;

bool is_picture(const std::string& path) { return pose::has_picture_ending(path); }

bool is_moving(const std::string& path) { return !is_picture(path) && is_video(path); }

bool is_of_keypoints(const std::string& path) {
  return !is_picture(path) && !path.ends_with(".txt") &&  // YOLO's: a file a frame
         pose::detections::may_hold_keypoints(pose::detections::begin_of(path));
}

template <class Predicate>
Paths those(const Paths& files, Predicate is) {
  Paths chosen;
  std::ranges::copy_if(files, std::back_inserter(chosen), is);
  return chosen;
}

constexpr Index kAnySize = 100'000;  // pixels: nothing lies outside

// What cannot be read on its own is a part of something.
bool has_several_frames(const std::string& path) {
  try {
    return pose::read_detections(path, {.size = pose::VideoSize{kAnySize, kAnySize}})
               .frames.size() > 1;
  } catch (const Error&) {
    return false;
  }
}

bool are_clips(const Paths& keypoints) {
  return keypoints.size() > 1 && has_several_frames(keypoints.front()) &&
         has_several_frames(keypoints.back());
}

}  // namespace

std::optional<Paths> several_videos(const std::string&, const Paths& files) {
  Paths videos = those(files, is_moving);
  if (videos.empty() || videos.size() < those(files, is_picture).size()) return {};
  return videos;
}

std::optional<Paths> several_inputs(const std::string& folder, const Paths& files) {
  Paths keypoints = those(files, is_of_keypoints);
  if (std::optional<Paths> videos = several_videos(folder, files)) {
    const bool are_frames = keypoints.size() > videos->size() && !are_clips(keypoints);
    if (are_frames) return {};
    return videos;
  }
  if (!those(files, is_picture).empty() || !are_clips(keypoints)) return {};
  return keypoints;
}

}  // namespace posegrad::apps
