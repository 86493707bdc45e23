#include "tests/doubt/body.h"

#include <cmath>
#include <numbers>
#include <random>

namespace posegrad::test {

Pose standing() {
  return {{{0, 0, 0.95},
           {-0.13, 0, 0.93},
           {-0.14, -0.02, 0.5},
           {-0.14, 0, 0.08},
           {0.13, 0, 0.93},
           {0.14, -0.02, 0.5},
           {0.14, 0, 0.08},
           {0, 0.01, 1.18},
           {0, 0, 1.42},
           {0, -0.06, 1.53},
           {0, -0.03, 1.64},
           {0.17, 0, 1.38},
           {0.22, 0, 1.1},
           {0.22, -0.1, 0.86},
           {-0.17, 0, 1.38},
           {-0.22, 0, 1.1},
           {-0.22, -0.1, 0.86}}};
}

Pose moved(std::uint64_t seed, double spread) {
  std::mt19937_64 engine(seed);
  const auto uniform = [&] { return (static_cast<double>(engine() >> 11) + 0.5) * 0x1p-53; };
  const auto normal = [&] {
    return std::sqrt(-2 * std::log(uniform())) * std::cos(2 * std::numbers::pi * uniform());
  };
  return each(standing(), [&](pose::Vec3 p) {
    return p + pose::Vec3{spread * normal(), spread * normal(), spread * normal()};
  });
}

Tensor tensor_of(const std::vector<Pose>& poses) {
  Tensor tensor = Tensor::empty({static_cast<Index>(poses.size()), 17, 3});
  float* out = tensor.data<float>();
  for (const Pose& pose : poses)
    for (const pose::Vec3& p : pose)
      for (const double x : {p.x, p.y, p.z}) *out++ = static_cast<float>(x);
  return tensor;
}

pose::Positions3d data_set(const std::vector<Index>& frames_of_subjects) {
  pose::Positions3d set;
  std::uint64_t seed = 0;
  for (const Index frames : frames_of_subjects) {
    std::vector<Pose> poses;
    for (Index t = 0; t < frames; ++t) poses.push_back(moved(++seed));
    set.push_back({"S" + std::to_string(set.size()), {{"standing", tensor_of(poses)}}});
  }
  return set;
}

}  // namespace posegrad::test
