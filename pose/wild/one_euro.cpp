#include "pose/wild/one_euro.h"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "pose/geometry/vec3.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kCutoffAtRest = 3;   // Hz
constexpr double kCutoffGrowth = 10;  // Hz for each metre a second
constexpr double kSpeedCutoff = 1;    // Hz, of the speed itself

double share(double cutoff, double fps) { return 1 / (1 + fps / (2 * std::numbers::pi * cutoff)); }

}  // namespace

Tensor followed(const Tensor& motion, double fps) {
  if (!motion.defined() || motion.rank() != 3 || motion.dim(2) != 3)
    throw ShapeError(fmt::format("followed: 'motion' has shape {}; expected (T, J, 3)",
                                 motion.shape().to_string()));
  const Tensor result = motion.clone();
  const Index T = motion.dim(0), J = motion.dim(1);
  float* const at = result.data<float>();
  for (Index j = 0; j < J && T > 0; ++j) {
    Vec3 place{at[3 * j], at[3 * j + 1], at[3 * j + 2]}, before = place, velocity{};
    for (Index t = 1; t < T; ++t) {
      float* const p = at + (t * J + j) * 3;
      const Vec3 seen{p[0], p[1], p[2]};
      velocity = velocity + share(kSpeedCutoff, fps) * (fps * (seen - before) - velocity);
      before = seen;
      const double cutoff = kCutoffAtRest + kCutoffGrowth * length(velocity);
      place = place + share(cutoff, fps) * (seen - place);
      p[0] = static_cast<float>(place.x);
      p[1] = static_cast<float>(place.y);
      p[2] = static_cast<float>(place.z);
    }
  }
  return result;
}

}  // namespace posegrad::pose
