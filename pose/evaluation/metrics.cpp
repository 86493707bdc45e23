#include "pose/evaluation/metrics.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "pose/evaluation/frame_errors.h"
#include "tensor/dims.h"
#include "tensor/parallel.h"

namespace posegrad::pose {
namespace {

void check(const char* op, const Tensor& predicted, const Tensor& target) {
  static constexpr Contract kContract =
      parse_contract("predicted (N, J, 3), target (N, J, 3) -> errors (N)");
  const Dims dims(op, kContract, {&predicted, &target});
  if (predicted.device() != target.device())
    throw DeviceError(fmt::format("{}: 'predicted' lies on {}, 'target' on {}", op,
                                  name_of(predicted.device()), name_of(target.device())));
}

double mean(const std::vector<double>& values) {
  if (values.empty()) return std::numeric_limits<double>::quiet_NaN();
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

template <class Measure>
std::vector<double> errors(const char* op, const Tensor& predicted, const Tensor& target) {
  check(op, predicted, target);
#ifdef POSEGRAD_CUDA
  if (predicted.device() == Device::cuda) {
    const Tensor found = frame_errors_on_gpu<Measure>(predicted, target).to(Device::cpu);
    const auto numbers = found.cpu_view<double>();
    return {numbers.begin(), numbers.end()};
  }
#endif
  const Index N = predicted.dim(0), J = predicted.dim(1);
  std::vector<double> found(static_cast<std::size_t>(std::max<Index>(N - Measure::kFrames + 1, 0)));
  visit_float(op, predicted.dtype(), [&]<class T>() {
    const T *const from = predicted.cpu_view<T>().data(), *const to = target.cpu_view<T>().data();
    constexpr double kPerJoint = 100;  // of the alignment; the others do less
    parallel_for(static_cast<Index>(found.size()), kPerJoint * static_cast<double>(J),
                 [&](Index begin, Index end) {
                   for (Index n = begin; n < end; ++n)
                     found[static_cast<std::size_t>(n)] = Measure::of(
                         FramePoints<T>{from + 3 * J * n}, FramePoints<T>{to + 3 * J * n}, J);
                 });
  });
  return found;
}

}  // namespace

std::vector<double> mpjpe_per_frame(const Tensor& predicted, const Tensor& target) {
  return errors<PositionError>("mpjpe", predicted, target);
}

double mpjpe(const Tensor& predicted, const Tensor& target) {
  return mean(mpjpe_per_frame(predicted, target));
}

double weighted_mpjpe(const Tensor& predicted, const Tensor& target, const Tensor& weights) {
  std::vector<double> weighted = errors<PositionError>("weighted_mpjpe", predicted, target);
  if (weights.numel() != static_cast<Index>(weighted.size()))
    throw ShapeError(fmt::format(
        "weighted_mpjpe: 'weights' has shape {}; expected one weight for each of the {} frames",
        weights.shape().to_string(), weighted.size()));
  const Tensor on_host = weights.to(Device::cpu);
  for (std::size_t n = 0; n < weighted.size(); ++n)
    weighted[n] *= on_host.at(static_cast<Index>(n));
  return mean(weighted);
}

std::vector<double> p_mpjpe_per_frame(const Tensor& predicted, const Tensor& target) {
  return errors<AlignedError>("p_mpjpe", predicted, target);
}

double p_mpjpe(const Tensor& predicted, const Tensor& target) {
  return mean(p_mpjpe_per_frame(predicted, target));
}

std::vector<double> n_mpjpe_per_frame(const Tensor& predicted, const Tensor& target) {
  return errors<ScaledError>("n_mpjpe", predicted, target);
}

double n_mpjpe(const Tensor& predicted, const Tensor& target) {
  return mean(n_mpjpe_per_frame(predicted, target));
}

std::vector<double> velocity_error_per_frame(const Tensor& predicted, const Tensor& target) {
  return errors<VelocityError>("mean_velocity_error", predicted, target);
}

double mean_velocity_error(const Tensor& predicted, const Tensor& target) {
  return mean(velocity_error_per_frame(predicted, target));
}

}  // namespace posegrad::pose
