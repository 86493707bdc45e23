#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pose/body/body.h"
#include "pose/geometry/skeleton.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

struct BodyFitOptions {
  std::string user = "fit_body";  // that messages begin with
  double fps = 0;
  std::optional<double> height = {};  // metres, soles to the top of the head: all is scaled to it
  Tensor confidence = {};     // (T, J) f32: 0 to 1, how far a joint is to be believed; none: fully
  Tensor foot_contacts = {};  // (T, 2) i64: 1 where the left, the right foot stands; or none
};

/// A body of constant size that follows poses.
struct BodyFit {
  BodyMotion motion;  // without a name, frame numbers from 0
  /// (T, J, 3) f32, world space: where the joints of the poses are on the body.
  Tensor positions;
  /// Of each joint the mean distance between the two, over the frames that have it.
  std::vector<double> residual_mm;
};

/// (done, all) frames.
using BodyFitProgress = std::function<void(Index, Index)>;

/// Fits a body to poses (T, J, 3) f32, world space, metres: inverse kinematics of all frames
/// together. Its size is that of the clip's median bones (body_size), its motion the minimum of
/// BodyEquations by Levenberg and Marquardt's method from first_guess. Derivatives are written out:
/// a joint's turn about an axis moves what hangs on it by axis x lever, one line, and the equations
/// of a frame know those of the next only, so that Cholesky takes time in proportion to T. What no
/// joint shows is as people usually are: see turn_feet for feet; hands go on along the forearm.
/// A joint that is not finite counts as not seen; frames without any are passed through.
/// Throws DataError for a skeleton without Human3.6M's or HumanEva's joints, a joint that no frame
/// has, or no frame; ShapeError; ValueError for a rate or height that is not positive.
BodyFit fit_body(const Tensor& poses, const Skeleton& skeleton, const BodyFitOptions& options,
                 const BodyFitProgress& progress = {});

}  // namespace posegrad::pose
