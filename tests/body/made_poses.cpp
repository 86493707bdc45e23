#include "tests/body/made_poses.h"

#include <random>
#include <vector>

namespace posegrad::test {

using pose::Vec3;

Tensor standing(Arms arms) {
  std::vector<Vec3> joints{{0, 0, .95},   {-.13, 0, .95},  {-.13, 0, .5}, {-.13, 0, .08},
                           {.13, 0, .95}, {.13, 0, .5},    {.13, 0, .08}, {0, 0, 1.2},
                           {0, 0, 1.45},  {0, -.08, 1.55}, {0, 0, 1.7}};
  for (const double side : {1.0, -1.0}) {
    const Vec3 shoulder{.15 * side, 0, 1.45};
    const Vec3 along = arms == Arms::side ? Vec3{side, 0, 0}
                       : arms == Arms::up ? Vec3{0, 0, 1}
                                          : Vec3{0, 0, -1};
    joints.push_back(shoulder);
    joints.push_back(shoulder + .28 * along);
    joints.push_back(shoulder + .53 * along);
  }
  std::vector<float> numbers;
  for (const Vec3& joint : joints)
    for (const double x : {joint.x, joint.y, joint.z}) numbers.push_back(static_cast<float>(x));
  return Tensor::from<float>({17, 3}, numbers);
}

Tensor moving(const Tensor& pose, Index frames, const std::function<Vec3(Vec3, double)>& move) {
  const auto from = pose.cpu_view<float>();
  std::vector<float> numbers;
  for (Index t = 0; t < frames; ++t) {
    for (std::size_t j = 0; j < 17; ++j) {
      const Vec3 at = move({from[3 * j], from[3 * j + 1], from[3 * j + 2]},
                           static_cast<double>(t) / static_cast<double>(frames));
      for (const double x : {at.x, at.y, at.z}) numbers.push_back(static_cast<float>(x));
    }
  }
  return Tensor::from<float>({frames, 17, 3}, numbers);
}

Tensor shaken(const Tensor& poses, double metres) {
  std::mt19937 random(7);
  std::normal_distribution<double> error(0, metres);
  const Tensor result = poses.clone();
  float* const numbers = result.data<float>();
  for (Index i = 0; i < result.numel(); ++i) numbers[i] += static_cast<float>(error(random));
  return result;
}

}  // namespace posegrad::test
