#pragma once
#include <array>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/geometry/vec3.h"
#include "tensor/tensor.h"

namespace posegrad::test {

/// Joints of h36m_17, metres, z up.
using Pose = std::array<pose::Vec3, 17>;

/// A person who stands at the origin and faces -y, the left side at +x.
Pose standing();

/// Standing in one of endlessly many ways: joints off by normal numbers of this spread, metres.
Pose moved(std::uint64_t seed, double spread = 0.1);

/// Every joint moved: f(p).
template <class F>
Pose each(Pose pose, F&& f) {
  for (pose::Vec3& p : pose) p = f(p);
  return pose;
}

/// (T, 17, 3) f32.
Tensor tensor_of(const std::vector<Pose>& poses);

/// A data set of one recording a subject, of so many poses each, all of them different.
pose::Positions3d data_set(const std::vector<Index>& frames_of_subjects);

}  // namespace posegrad::test
