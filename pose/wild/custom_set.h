#pragma once
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/wild/people.h"

namespace posegrad::pose {

/// One person of one video, for a data set of a user's own videos.
struct CustomVideo {
  std::string name;    // the subject's
  std::string source;  // for messages
  VideoSize size;
  const KeypointLayout* layout = nullptr;
  Tensor keypoints;  // (T, K, 3) f32, pixels
};

/// The name of a video whose detections are in a file: "a/clip.mp4.npz" -> "clip.mp4".
std::string video_name(const std::string& path);

/// The data set as VideoPose3D's own script makes it: each video a subject with the action
/// "custom", x and y, and the size of each video in the metadata. Throws DataError for two videos
/// of the same name, another layout than the first one's, and no video at all.
Keypoints2d custom_set(const std::vector<CustomVideo>& videos);

}  // namespace posegrad::pose
