#pragma once
#include <functional>

#include "pose/geometry/vec3.h"
#include "tensor/tensor.h"

namespace posegrad::test {

/// Human3.6M's 17 joints of somebody 1.7 m tall, world space, who faces -y: arms to the sides,
/// hanging, up.
enum class Arms { side, down, up };
Tensor standing(Arms arms);

/// A pose for each frame: the one pose, each joint moved by `move` of the frame's share of the clip,
/// 0 to 1. (T, 17, 3) f32.
Tensor moving(const Tensor& pose, Index frames,
              const std::function<pose::Vec3(pose::Vec3, double)>& move);

/// The same with errors of this standard deviation in all numbers.
Tensor shaken(const Tensor& poses, double metres);

}  // namespace posegrad::test
