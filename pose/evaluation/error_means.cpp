#include "pose/evaluation/error_means.h"

#include <algorithm>

#include <fmt/format.h>

#include "tensor/dims.h"

namespace posegrad::pose {
namespace {

void require_f64(std::string_view op, std::string_view name, const Tensor& x) {
  if (x.dtype() != DType::f64)
    throw DTypeError(fmt::format("{}: '{}' must hold f64, not {}", op, name, name_of(x.dtype())));
}

void require_shape(std::string_view op, std::string_view name, const Tensor& x,
                   const Shape& wanted) {
  if (!x.defined() || !(x.shape() == wanted))
    throw ShapeError(fmt::format("{}: '{}' has shape {}; expected {}", op, name,
                                 x.shape().to_string(), wanted.to_string()));
}

}  // namespace

void group_mean(const Tensor& x, const Tensor& group, const Tensor& y) {
  Dims dims("group_mean");
  const Index E = dims.bind("x", x, "E")[0];
  require_shape("group_mean", "group", group, {E});
  if (group.dtype() != DType::i64) throw DTypeError("group_mean: 'group' must hold i64");
  require_shape("group_mean", "y", y, {y.numel()});
  require_f64("group_mean", "y", y);
  for (const Index g : group.cpu_view<Index>())
    if (g >= y.numel()) throw ValueError(fmt::format("group_mean: group {} of {}", g, y.numel()));
  dispatch(GroupMean{x, group, y});
}

void weighted_mean(const Tensor& x, const Tensor& weight, const Tensor& y) {
  Dims dims("weighted_mean");
  const Index S = dims.bind("x", x, "S")[0];
  require_shape("weighted_mean", "weight", weight, {S});
  require_shape("weighted_mean", "y", y, {});
  require_f64("weighted_mean", "weight", weight);
  require_f64("weighted_mean", "y", y);
  dispatch(WeightedMean{x, weight, y});
}

void mean_over_sequences(const Tensor& errors, const std::vector<Index>& frames, Index compared,
                         const Tensor& y) {
  std::vector<Index> group;
  std::vector<double> weights;
  for (const Index own_frames : frames) {
    const Index own = std::max<Index>(own_frames - compared + 1, 0);
    group.insert(group.end(), static_cast<std::size_t>(own), std::ssize(weights));
    group.insert(group.end(), static_cast<std::size_t>(own_frames - own), -1);
    if (own > 0) weights.push_back(static_cast<double>(own_frames));
  }
  group.resize(static_cast<std::size_t>(errors.numel()), -1);  // the last sequence's end
  const Index S = std::ssize(weights);
  const Tensor means = Tensor::empty({S}, DType::f64);
  group_mean(errors.to(Device::cpu),
             Tensor::from<Index>({errors.numel()}, std::span<const Index>(group)), means);
  weighted_mean(means, Tensor::from<double>({S}, std::span<const double>(weights)), y);
}

double GroupMean::flops() const { return static_cast<double>(x.numel() + y.numel()); }
double GroupMean::bytes() const {
  return static_cast<double>(x.nbytes() + group.nbytes() + y.nbytes());
}
double WeightedMean::flops() const { return 3 * static_cast<double>(x.numel()) + 1; }
double WeightedMean::bytes() const {
  return static_cast<double>(x.nbytes() + weight.nbytes() + y.nbytes());
}

}  // namespace posegrad::pose
