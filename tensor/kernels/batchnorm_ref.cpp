#include <cmath>

#include "tensor/kernels/batchnorm.h"

namespace posegrad::kernels {
namespace {

// Kernels add up in double: R additions of rounding 2^-53, seen from a result that is rounded to
// `dtype`, or to f32 beside bf16.
double double_sum_roundings(DType dtype, Index R) {
  return 8 + static_cast<double>(R) * (dtype == DType::f64 ? 1.0 : 0x1p-29);
}

double xhat(const Tensor& x, const Tensor& mean, const Tensor& variance, double eps, Index element,
            Index c) {
  return (x.at(element) - mean.at(c)) / std::sqrt(variance.at(c) + eps);
}

double rounded_part(const Tensor& x, const Tensor& mean, const Tensor& variance, double eps,
                    Index element, Index c) {
  return (std::abs(x.at(element)) + std::abs(mean.at(c))) / std::sqrt(variance.at(c) + eps);
}

}  // namespace

Reference BatchNormStats::reference(int output, Index c) const {
  const Index R = x.dim(0), C = x.dim(1);
  double sum = 0, magnitude = 0;
  for (Index r = 0; r < R; ++r) {
    sum += x.at(r * C + c);
    magnitude += std::abs(x.at(r * C + c));
  }
  const auto rows = static_cast<double>(R);
  const double exact_mean = sum / rows;
  if (output == 0) return {exact_mean, magnitude / rows, double_sum_roundings(x.dtype(), R)};
  double squares = 0, shifted = 0;
  for (Index r = 0; r < R; ++r) {
    squares += std::pow(x.at(r * C + c) - exact_mean, 2);
    shifted +=
        std::pow(x.at(r * C + c) - x.at(c), 2);  // the kernel takes the first row as its origin
  }
  // Its cancellation happens in double: 2^-29 of it is left in a float result.
  const double kept = x.dtype() == DType::f64 ? 1.0 : 0x1p-29;
  return {squares / rows, squares / rows + kept * shifted / rows,
          double_sum_roundings(x.dtype(), R)};
}

Reference BatchNormApply::reference(int, Index element) const {
  const Index c = element % x.dim(1);
  const double value = gamma.at(c) * xhat(x, mean, variance, eps, element, c) + beta.at(c);
  const double magnitude =
      std::abs(gamma.at(c)) * rounded_part(x, mean, variance, eps, element, c) +
      std::abs(beta.at(c));
  return {value, magnitude, 6};
}

Reference BatchNormGradSums::reference(int output, Index c) const {
  const Index R = x.dim(0), C = x.dim(1);
  double sum = 0, magnitude = 0;
  for (Index r = 0; r < R; ++r) {
    const Index e = r * C + c;
    sum += dy.at(e) * (output == 0 ? xhat(x, mean, variance, eps, e, c) : 1);
    magnitude +=
        std::abs(dy.at(e)) * (output == 0 ? rounded_part(x, mean, variance, eps, e, c) : 1);
  }
  return {sum, magnitude, double_sum_roundings(x.dtype(), R)};
}

Reference BatchNormGradX::reference(int, Index element) const {
  const Index c = element % x.dim(1);
  const auto rows = static_cast<double>(x.dim(0));
  const double slope = gamma.at(c) / std::sqrt(variance.at(c) + eps);
  const double value = slope * (dy.at(element) - dbeta.at(c) / rows -
                                xhat(x, mean, variance, eps, element, c) * dgamma.at(c) / rows);
  const double magnitude =
      std::abs(slope) *
      (std::abs(dy.at(element)) + std::abs(dbeta.at(c)) / rows +
       rounded_part(x, mean, variance, eps, element, c) * std::abs(dgamma.at(c)) / rows);
  return {value, magnitude, 10};
}

}  // namespace posegrad::kernels
