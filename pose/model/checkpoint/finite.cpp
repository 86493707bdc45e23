#include "pose/model/checkpoint/finite.h"

#include <cmath>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {

void require_finite(const std::string& what, double value, const std::string& when) {
  if (std::isfinite(value)) return;
  throw NumericError(
      fmt::format("{} became {} in {}: the learning rate may be too large; the last checkpoint is "
                  "untouched",
                  what, std::isnan(value) ? "NaN" : "infinite", when));
}

void require_finite(const Checkpoint& checkpoint) {
  const bool inside = checkpoint.run_facts && checkpoint.run_facts->partial;
  const std::string when = fmt::format("epoch {}", checkpoint.epoch.value_or(0) + (inside ? 1 : 0));
  for (const StateDict& model : {checkpoint.model_pos, checkpoint.model_traj.value_or(StateDict{})})
    for (const auto& [name, tensor] : model) require_finite(name, first_not_finite(tensor), when);
}

double first_not_finite(const Tensor& tensor) {
  if (tensor.dtype() != DType::f32) return 0;
  const Tensor there = tensor.to(Device::cpu);
  for (const float x : there.cpu_view<float>())
    if (!std::isfinite(x)) return static_cast<double>(x);
  return 0;
}

}  // namespace posegrad::pose
