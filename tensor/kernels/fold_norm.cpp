#include "tensor/kernels/fold_norm.h"

#include "tensor/dims.h"

namespace posegrad::kernels {

FoldedNorm fold_norm(const Tensor& w, const Tensor& mean, const Tensor& variance,
                     const Tensor& gamma, const Tensor& beta, double eps) {
  Dims dims("fold_norm");
  dims.bind("w", w, "C_out", "K", "C_in");
  dims.bind("mean", mean, "C_out");
  dims.bind("variance", variance, "C_out");
  dims.bind("gamma", gamma, "C_out");
  dims.bind("beta", beta, "C_out");
  const FoldedNorm folded{Tensor::empty(w.shape(), w.dtype(), w.device()),
                          Tensor::empty(beta.shape(), w.dtype(), w.device())};
  dispatch(FoldNorm{w, mean, variance, gamma, beta, eps, folded.weight, folded.bias});
  return folded;
}

}  // namespace posegrad::kernels
