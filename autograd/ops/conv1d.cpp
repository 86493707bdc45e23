#include "autograd/ops/conv1d.h"

#include "tensor/kernels/cast.h"

namespace posegrad {

Variable conv1d(const Variable& x, const Variable& w, Conv1dOptions options,
                std::optional<DType> result) {
  // The operands of all three products are bf16, or as they come.
  const auto operand = [as_bf16 = x.dtype() == DType::bf16](const Tensor& tensor) {
    return as_bf16 ? kernels::cast(tensor, DType::bf16) : tensor;
  };
  const Tensor filters = operand(w.value());
  Tensor y = kernels::conv1d(x.value(), filters, options, result);
  // dx[n,s,i] = sum_{o,k: s = t*stride + k*dilation} w[o,k,i] dy[n,t,o]
  // dw[o,k,i] = sum_{n,t} dy[n,t,o] x[n, t*stride + k*dilation, i]
  return record("conv1d", std::move(y), {x, w},
                [x = x.value(), filters, operand, of_w = w.dtype(), options](
                    const Tensor& grad, const Wants& wants) mutable -> Grads {
                  const Index L = x.dim(1), K = filters.dim(1);
                  const Tensor dy = operand(grad);
                  Tensor dw = wants[1] ? kernels::conv1d_grad_w(dy, x, K, options, of_w) : Tensor{};
                  x = {};  // its memory serves dx: the largest tensors of a step meet here
                  return {wants[0] ? kernels::conv1d_grad_x(dy, filters, L, options) : Tensor{},
                          std::move(dw)};
                });
}

}  // namespace posegrad
