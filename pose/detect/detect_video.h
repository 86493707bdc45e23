#pragma once
#include <functional>
#include <limits>
#include <string>

#include "pose/detect/detector.h"
#include "pose/video/video_info.h"

namespace posegrad::pose {

/// Reads the networks that a kind of detector needs out of a file of weights. Throws as
/// read_movenet().
DetectorNetworks detector_networks(const std::string& weights, DetectorKind kind);

/// Which frames are looked at.
struct DetectFrames {
  double start = 0, end = kToTheEnd;  // seconds
  Index every = 1;  // the others have nobody: whoever follows people fills them in
  static constexpr double kToTheEnd = std::numeric_limits<double>::infinity();
};

/// Gives the networks; called while the first frames are decoded.
using LoadNetworks = std::function<DetectorNetworks()>;

/// Called after every frame: frames that are done, and of how many. False stops.
using DetectProgress = std::function<bool(Index done, Index all)>;

/// People in a video, by their keypoints (COCO's) in square pixels (square_pixels()) of the upright
/// picture. Of a video that is damaged, the frames before that, and a note; of a stopped one the
/// frames until then. Throws as frames_between(), FramesAhead and `load`, and DataError for a video in
/// whose frames nobody is seen.
Detections detect_video(const std::string& path, const VideoInfo& info, const LoadNetworks& load,
                        const DetectFrames& frames, const DetectProgress& progress);

}  // namespace posegrad::pose
