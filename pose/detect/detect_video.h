#pragma once
#include <functional>
#include <string>

#include "pose/detect/detector.h"
#include "pose/video/video_info.h"

namespace posegrad::pose {

/// Reads the networks that a kind of detector needs out of a file of weights. Throws as
/// read_movenet().
DetectorNetworks detector_networks(const std::string& weights, DetectorKind kind);

/// Which frames are looked at.
struct DetectFrames {
  Index first = 0;   // number in the video, from 0
  Index count = -1;  // from there; -1: to the end
  Index every = 1;   // the others have nobody: whoever follows people fills them in
};

/// Called after every frame: frames that are done, and of how many. False stops.
using DetectProgress = std::function<bool(Index done, Index all)>;

/// People in a video, by their keypoints (COCO's) in pixels of the upright picture. The frames are
/// those from frames.first; with fewer pictures than `info` says there is a note. Of a stopped one
/// the frames until then. Throws IoError and DataError as VideoReader, DataError for a video in
/// whose frames nobody is seen.
Detections detect_video(const std::string& path, const VideoInfo& info,
                        const DetectorNetworks& networks, const DetectFrames& frames,
                        const DetectProgress& progress);

}  // namespace posegrad::pose
