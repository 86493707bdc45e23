#include "tensor/kernels/fold_norm.h"

#include <cmath>

namespace posegrad::kernels {

FoldedNorm fold_norm(const Tensor& w, const Tensor& mean, const Tensor& variance,
                     const Tensor& gamma, const Tensor& beta, double eps) {
  FoldNorm op{w, mean, variance, gamma, beta, eps};
  const Dims dims(op);
  op.folded = Tensor::empty(w.shape(), w.dtype(), w.device());
  op.bias = Tensor::empty(beta.shape(), w.dtype(), w.device());
  result_of(op, dims);
  return {op.folded, op.bias};
}

Reference FoldNorm::reference(int output, Index element) const {
  const Index o = output == 0 ? element / (w.dim(1) * w.dim(2)) : element;
  const double scale = gamma.at(o) / std::sqrt(variance.at(o) + eps);
  if (output == 0) {
    const double value = w.at(element) * scale;
    return {value, std::abs(value), 5};
  }
  return {beta.at(o) - mean.at(o) * scale, std::abs(beta.at(o)) + std::abs(mean.at(o) * scale), 6};
}

}  // namespace posegrad::kernels
