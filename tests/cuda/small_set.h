#pragma once
#include <vector>

#include "pose/data/sequences.h"
#include "tests/support/random_tensor.h"

namespace posegrad::test {

/// Three short sequences of 5 joints, one of them shorter than a window, with depths of a few
/// metres and a camera each.
inline std::vector<pose::Sequence> small_set(Index joints = 5) {
  std::vector<pose::Sequence> set;
  std::uint64_t seed = 1;
  for (const Index frames : {23, 4, 14}) {
    pose::Sequence s;
    s.subject = "S1";
    s.action = "Walking";
    s.keypoints = random_tensor({frames, joints, 2}, DType::f32, seed++);
    s.positions = random_tensor({frames, joints, 3}, DType::f32, seed++);
    for (Index t = 0; t < frames; ++t)  // the root's path
      s.positions.data<float>()[t * joints * 3 + 2] += 4;
    s.intrinsics = random_tensor({9}, DType::f32, seed++, 0.1, 1);
    set.push_back(s);
  }
  return set;
}

inline pose::Mirroring small_mirroring() { return {{{1, 3}, {2, 4}}, {{1, 3}, {2, 4}}}; }

/// Whether both hold the same bits.
inline bool same_bits(const Tensor& a, const Tensor& b) {
  const Tensor x = a.to(Device::cpu), y = b.to(Device::cpu);
  return x.shape() == y.shape() && x.dtype() == y.dtype() &&
         std::equal(x.bytes(), x.bytes() + x.nbytes(), y.bytes());
}

}  // namespace posegrad::test
