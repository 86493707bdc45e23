#pragma once
#include <functional>
#include <optional>
#include <vector>

#include "pose/body/body.h"
#include "pose/geometry/skeleton.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

struct BodyFitOptions {
  double fps = 0;
  std::optional<double> height = {};  // metres, soles to the top of the head: all is scaled to it
  Tensor confidence = {};             // (T, J): 0 to 1, how far a joint is to be believed
  Tensor foot_contacts = {};          // (T, 2) i64: 1 where the left, the right foot stands
};

/// A body of constant size that follows poses.
struct BodyFit {
  BodyMotion motion;
  Tensor positions;  // (T, J, 3) f32, world space: where the poses' joints are on the body
  std::vector<double> residual_mm;  // of each joint: mean distance to the poses
};

/// Fits the body to poses (T, J, 3) f32, world space, metres, of a skeleton whose joints have
/// Human3.6M's or HumanEva's names.
BodyFit fit_body(const Tensor& poses, const Skeleton& skeleton, const BodyFitOptions& options,
                 const std::function<void(Index, Index)>& progress = {});

}  // namespace posegrad::pose
