#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"
#include "tensor/kernels/pointwise.h"

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

namespace {

GradcheckFunction convolved(Conv1dOptions options) {
  return [options](auto& in) { return conv1d(in[0], in[1], options); };
}
const GradcheckCases kConv1d{
    "conv1d",
    {{"one tap", "x (2, 5, 3), w (4, 1, 3)", convolved({})},
     {"plain", "x (2, 11, 3), w (4, 3, 3)", convolved({})},
     {"dilated", "x (2, 11, 3), w (4, 3, 3)", convolved({.dilation = 3})},
     {"stride is width", "x (3, 9, 4), w (5, 3, 4)", convolved({.stride = 3})},
     {"stride is width, frames left over", "x (3, 11, 4), w (5, 3, 4)", convolved({.stride = 3})},
     {"stride beyond width", "x (2, 10, 3), w (4, 2, 3)", convolved({.stride = 4})},
     {"stride and dilation", "x (2, 15, 3), w (4, 3, 3)", convolved({.stride = 2, .dilation = 2})},
     {"stride below width", "x (2, 10, 3), w (4, 5, 3)", convolved({.stride = 2})},
     {"one frame out", "x (1, 3, 2), w (1, 3, 2)", convolved({})},
     {"one sample, dilated", "x (1, 12, 3), w (2, 3, 3)", convolved({.dilation = 4})},
     {"one tap, strided", "x (2, 9, 3), w (4, 1, 3)", convolved({.stride = 3})},
     {"one channel", "x (2, 7, 1), w (1, 3, 1)", convolved({})},
     {"one channel, dilated", "x (2, 7, 1), w (1, 3, 1)", convolved({.dilation = 2})}}};

}  // namespace

}  // namespace posegrad
