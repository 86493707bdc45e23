#include "pose/evaluation/metrics.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "pose/evaluation/error_means.h"
#include "pose/evaluation/frame_errors.h"
#include "tensor/dims.h"
#include "tensor/kernels/arithmetic.h"

namespace posegrad::pose {
namespace {

// Of all numbers together.
double mean(const Tensor& errors) {
  const Tensor y = Tensor::empty({1}, DType::f64);
  group_mean(errors.to(Device::cpu), Tensor::zeros(errors.shape(), DType::i64), y);
  return y.item();
}

template <class Op>
std::vector<double> per_frame(const Tensor& predicted, const Tensor& target) {
  const Tensor on_host = frame_errors<Op>(predicted, target).to(Device::cpu);
  const auto numbers = on_host.template cpu_view<double>();
  return {numbers.begin(), numbers.end()};
}

}  // namespace

std::vector<double> mpjpe_per_frame(const Tensor& predicted, const Tensor& target) {
  return per_frame<Mpjpe>(predicted, target);
}

double mpjpe(const Tensor& predicted, const Tensor& target) {
  return mean(frame_errors<Mpjpe>(predicted, target));
}

double weighted_mpjpe(const Tensor& predicted, const Tensor& target, const Tensor& weights) {
  const Tensor errors = frame_errors<Mpjpe>(predicted, target);
  if (weights.numel() != errors.numel())
    throw ShapeError(fmt::format(
        "weighted_mpjpe: 'weights' has shape {}; expected one weight for each of the {} frames",
        weights.shape().to_string(), errors.numel()));
  return mean(
      kernels::mul(errors, weights.to(DType::f64).to(errors.device()).reshape({weights.numel()})));
}

std::vector<double> p_mpjpe_per_frame(const Tensor& predicted, const Tensor& target) {
  return per_frame<PMpjpe>(predicted, target);
}

double p_mpjpe(const Tensor& predicted, const Tensor& target) {
  return mean(frame_errors<PMpjpe>(predicted, target));
}

std::vector<double> n_mpjpe_per_frame(const Tensor& predicted, const Tensor& target) {
  return per_frame<NMpjpe>(predicted, target);
}

double n_mpjpe(const Tensor& predicted, const Tensor& target) {
  return mean(frame_errors<NMpjpe>(predicted, target));
}

std::vector<double> velocity_error_per_frame(const Tensor& predicted, const Tensor& target) {
  return per_frame<Mpjve>(predicted, target);
}

double mean_velocity_error(const Tensor& predicted, const Tensor& target) {
  return mean(frame_errors<Mpjve>(predicted, target));
}

}  // namespace posegrad::pose
