#pragma once
#include <optional>
#include <string>

#include "pose/detections/detections.h"
#include "pose/detections/records/records.h"

namespace posegrad::pose::detections {

/// The size that the file states for its pictures: of all, else that of every frame that has one.
/// Nothing when it states none, or its frames differ and `told` says a size for all of them.
/// Throws DataError "SOURCE: ..." that names two frames of different sizes, and for a size that is
/// none.
std::optional<VideoSize> stated_size(const Records& records, const std::optional<VideoSize>& told,
                                     const std::string& source);

inline bool same_size(const VideoSize& a, const VideoSize& b) {
  return a.width == b.width && a.height == b.height;
}
inline VideoSize turned_size(const VideoSize& size) { return {size.height, size.width}; }

/// "1280x720"
std::string size_text(const VideoSize& size);

/// Beyond the picture by more than this part of its width or height is outside: detectors put
/// joints that the edge cuts off a little behind it.
constexpr double kEdge = 0.02;

/// The part of the found keypoints that lies outside of pictures of this size; 0 without any.
double share_outside(const Detections& detections, const VideoSize& size);

/// How far to the right and down keypoints go, pixels, but for the farthest one of 200; 0 without
/// any.
struct Reach {
  double right = 0, down = 0;
};
Reach reach_of(const Detections& detections);

/// The smallest usual size of a video that holds keypoints of such a reach, upright where they go
/// farther down than to the right.
VideoSize size_that_holds(const Reach& reach);

/// A size of the pictures and who says so, as in "--size says" or "CLIP has".
struct SaidSize {
  VideoSize size;
  std::string says;
};

/// A note where more than one of twenty keypoints lies outside, or one of a hundred of which the
/// detector is as sure as of those inside: joints that the edge cut off are guesses. And one where
/// all lie in the upper left quarter. It says what size would hold them. Throws DataError
/// "SOURCE: ..." when all lie outside: they are of another video or another size. Nothing is decided
/// where the size is not known.
Decision decide_outside(const Detections& detections, const std::optional<SaidSize>& said,
                        const std::string& source);

}  // namespace posegrad::pose::detections
