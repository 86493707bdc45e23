#include "autograd/ops/conv1d.h"

namespace posegrad {

Variable conv1d(const Variable& x, const Variable& w, Conv1dOptions options) {
  Tensor y = kernels::conv1d(x.value(), w.value(), options);
  // dx[n,s,i] = sum_{o,k: s = t*stride + k*dilation} w[o,k,i] dy[n,t,o]
  // dw[o,k,i] = sum_{n,t} dy[n,t,o] x[n, t*stride + k*dilation, i]
  return record(
      "conv1d", std::move(y), {x, w},
      [x = x.value(), w = w.value(), options](const Tensor& dy,
                                              const Wants& wants) mutable -> Grads {
        const Index L = x.dim(1);
        Tensor dw = wants[1] ? kernels::conv1d_grad_w(dy, x, w.dim(1), options) : Tensor{};
        x = {};  // its memory serves dx: the largest tensors of a step meet here
        return {wants[0] ? kernels::conv1d_grad_x(dy, w, L, options) : Tensor{}, std::move(dw)};
      });
}

}  // namespace posegrad
