#pragma once
#include <vector>

#include "pose/wild/people.h"

namespace posegrad::pose {

// What the keypoints of one person say about themselves. keypoints (T, K, 3) f32: x, y in pixels
// and a number that is above 0 where the keypoint was found. All throw ShapeError for another
// shape.

/// Beyond the picture by more than this part of its width or height is outside: detectors put
/// joints that the edge cuts off a little behind it.
constexpr double kPictureMargin = 0.02;

/// Found keypoints of each frame that lie outside of the picture.
std::vector<Index> keypoints_outside(const Tensor& keypoints, const VideoSize& size);

/// Keypoints of each frame that were found.
std::vector<Index> keypoints_found(const Tensor& keypoints);

/// The longer side of the box around the found keypoints of each frame, pixels: how tall the person
/// is in the picture, upright or lying. NaN where fewer than two were found.
std::vector<float> person_heights(const Tensor& keypoints);

/// How much of a track was not seen but made up between what was.
struct Interpolated {
  double frames = 0;     // share of the frames in which the person was not detected
  double keypoints = 0;  // share of the other frames' keypoints that were not found; those aside
                         // that never were, and the face, which nobody sees from behind
  double longest = 0;    // seconds in a row without the person
};
/// layout: of the keypoints. fps: of the frames.
Interpolated interpolated_part(const PersonTrack& person, const KeypointLayout& layout, double fps);

}  // namespace posegrad::pose
