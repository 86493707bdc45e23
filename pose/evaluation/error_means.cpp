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

}  // namespace

void group_mean(const Tensor& x, const Tensor& group, const Tensor& y) {
  GroupMean op{x, group, y};
  const Dims dims(op);
  require_f64("group_mean", "y", y);
  for (const Index g : group.cpu_view<Index>())
    if (g >= y.numel()) throw ValueError(fmt::format("group_mean: group {} of {}", g, y.numel()));
  result_of(op, dims);
}

void weighted_mean(const Tensor& x, const Tensor& weight, const Tensor& y) {
  WeightedMean op{x, weight, y};
  const Dims dims(op);
  require_f64("weighted_mean", "weight", weight);
  require_f64("weighted_mean", "y", y);
  result_of(op, dims);
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

Reference GroupMean::reference(int, Index g) const {
  double count = 0;
  for (Index e = 0; e < x.numel(); ++e)
    if (static_cast<Index>(group.at(e)) == g) ++count;
  ReferenceSum sum;
  for (Index e = 0; e < x.numel(); ++e)
    if (static_cast<Index>(group.at(e)) == g) sum.add(x.at(e) / count);
  return count == 0 ? Reference{0 / count, 0, 0} : sum.result(1);
}

Reference WeightedMean::reference(int, Index) const {
  double all = 0;
  for (Index s = 0; s < x.numel(); ++s) all += weight.at(s);
  ReferenceSum sum;
  for (Index s = 0; s < x.numel(); ++s) sum.add(weight.at(s) / all * x.at(s));
  Reference result = sum.result();
  result.roundings = 2 * static_cast<double>(x.numel()) + 2;
  if (x.numel() == 0) result.value = 0 / all;
  return result;
}

}  // namespace posegrad::pose
