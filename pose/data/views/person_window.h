#pragma once
#include <array>

#include "pose/data/pose_set.h"
#include "pose/geometry/quaternion.h"
#include "tensor/dtype.h"

namespace posegrad::pose {

// What a model of the person's own view is given. A camera that nobody knows says little by where
// in the picture a person stands and how large; so the picture is turned until the person is in its
// middle and scaled until the person fills it, once for a whole window of frames, so that motion
// through the picture stays.

constexpr Index kWindowKeypoints = 18;  // COCO's 17 and one for the view itself
constexpr Index kWindowFeatures = 3;    // x, y, was it seen

/// How a pinhole camera maps pixels to directions.
struct Pinhole {
  double focal_length = 1;  // pixels
  double x = 0, y = 0;      // of the principal point, pixels
};

/// The camera that is assumed where nobody knows better: principal point in the middle, a focal
/// length of 0.85 long sides, which is what phones and webcams have.
constexpr double kUsualFocalLength = 0.85;  // of the long side
Pinhole usual_pinhole(const VideoSize& size);
/// The camera whose picture is this many degrees wide.
Pinhole pinhole_of(const VideoSize& size, double field_of_view);

/// keypoints: COCO's 17 in `frames` frames, x and y in pixels and a number that is above 0 where
/// the keypoint was seen. What was not seen does not count, whatever its x and y: it is
/// interpolated linearly between the window's frames that saw it, held before the first and after
/// the last; a keypoint that no frame saw lies in the person's middle. out (frames, 18, 3): x, y in
/// units of the person's size as seen from the camera turned to the person's middle at frame
/// `target`, and 1 where it was seen, else 0. The last keypoint is the view: where the person's
/// middle was, as angles to the right and down (rad), and the logarithm of the person's size.
/// Returns the turn from camera axes to those of the view.
Quaternion person_window(const float* keypoints, Index frames, Index target, const Pinhole& camera,
                         float* out);

/// The turn that person_window returns for a person whose middle is at this pixel: no roll.
Quaternion turn_to(const Pinhole& camera, double x, double y);

}  // namespace posegrad::pose
