#pragma once
#include <optional>
#include <string>

#include "pose/detections/detections.h"

namespace posegrad::pose::detections {

/// Beyond the picture by more than this part of its width or height is outside: detectors put
/// joints that the edge cuts off a little behind it.
constexpr double kEdge = 0.02;

/// The part of the found keypoints that lies outside of pictures of this size; 0 without any.
double share_outside(const Detections& detections, const VideoSize& size);

/// A note where more than one of twenty lies outside. Throws DataError "SOURCE: ..." when all do:
/// they are of another video or another size. Nothing is decided where the size is not known.
Decision decide_outside(const Detections& detections, const std::optional<VideoSize>& size,
                        const std::string& source);

}  // namespace posegrad::pose::detections
