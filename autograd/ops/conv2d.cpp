#include "tensor/kernels/conv2d.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

using kernels::Padding;

Variable conv2d(const Variable& x, const Variable& w, Conv2dOptions options) {
  Tensor y = kernels::conv2d(x.value(), w.value(), options);
  // dx[n,r,s,i] = sum_{o,k,l: r = p*stride + k - top, s = q*stride + l - left} w[k,l,i,o] dy[n,p,q,o]
  // dw[k,l,i,o] = sum_{n,p,q} dy[n,p,q,o] x[n, p*stride + k - top, q*stride + l - left, i]
  return record(
      "conv2d", std::move(y), {x, w},
      [x = x.value(), w = w.value(), options](const Tensor& dy,
                                              const Wants& wants) mutable -> Grads {
        const Index H = x.dim(1), W = x.dim(2);
        Tensor dw =
            wants[1] ? kernels::conv2d_grad_w(dy, x, w.dim(0), w.dim(1), options) : Tensor{};
        x = {};  // its memory serves dx
        return {wants[0] ? kernels::conv2d_grad_x(dy, w, H, W, options) : Tensor{}, std::move(dw)};
      });
}

namespace {

GradcheckFunction convolved(Conv2dOptions options) {
  return [options](auto& in) { return conv2d(in[0], in[1], options); };
}
const GradcheckCases kConv2d{
    "conv2d",
    {
        {"one tap", "x (2, 3, 5, 3), w (1, 1, 3, 4)", convolved({})},
        {"same", "x (2, 5, 4, 3), w (3, 3, 3, 2)", convolved({})},
        {"valid", "x (2, 5, 4, 3), w (3, 2, 3, 2)", convolved({.padding = Padding::valid})},
        {"stride 2, even picture", "x (1, 6, 4, 3), w (3, 3, 3, 4)", convolved({.stride = 2})},
        {"stride 2, odd picture", "x (1, 7, 5, 3), w (3, 3, 3, 4)", convolved({.stride = 2})},
        {"stride 3, valid, pixels left over", "x (1, 9, 8, 2), w (2, 3, 2, 3)",
         convolved({.stride = 3, .padding = Padding::valid})},
        {"stride beyond width", "x (1, 7, 8, 2), w (1, 1, 2, 3)", convolved({.stride = 3})},
        {"window beyond the picture", "x (1, 2, 3, 2), w (5, 4, 2, 3)", convolved({})},
        {"groups", "x (2, 4, 3, 6), w (3, 3, 2, 3)", convolved({.groups = 3})},
        {"one pixel of one channel", "x (1, 1, 1, 1), w (3, 3, 1, 1)", convolved({})},
    }};

}  // namespace

}  // namespace posegrad
