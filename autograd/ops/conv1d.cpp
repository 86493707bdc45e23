#include "autograd/ops/conv1d.h"

#include "tensor/kernels/cast.h"

namespace posegrad {

Variable conv1d(const Variable& x, const Variable& w, Conv1dOptions options,
                std::optional<DType> result) {
  // The operands of all three products have x's type.
  const Tensor filters = kernels::cast(w.value(), x.dtype());
  Tensor y = kernels::conv1d(x.value(), filters, options, result);
  // dx[n,s,i] = sum_{o,k: s = t*stride + k*dilation} w[o,k,i] dy[n,t,o]
  // dw[o,k,i] = sum_{n,t} dy[n,t,o] x[n, t*stride + k*dilation, i]
  return record("conv1d", std::move(y), {x, w},
                [x = x.value(), filters, of_w = w.dtype(), options](
                    const Tensor& grad, const Wants& wants) mutable -> Grads {
                  const Index L = x.dim(1), K = filters.dim(1);
                  const Tensor dy = kernels::cast(grad, x.dtype());
                  Tensor dw = wants[1] ? kernels::conv1d_grad_w(dy, x, K, options, of_w) : Tensor{};
                  x = {};  // its memory serves dx: the largest tensors of a step meet here
                  return {wants[0] ? kernels::conv1d_grad_x(dy, filters, L, options) : Tensor{},
                          std::move(dw)};
                });
}

}  // namespace posegrad
