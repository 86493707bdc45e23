#include "tensor/kernels/depthwise_conv2d.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

using kernels::Padding;

Variable depthwise_conv2d(const Variable& x, const Variable& w, Conv2dOptions options) {
  Tensor y = kernels::depthwise_conv2d(x.value(), w.value(), options);
  // dx[n,r,s,c] = sum_{k,l: r = p*stride + k - top, s = q*stride + l - left} w[k,l,c] dy[n,p,q,c]
  // dw[k,l,c] = sum_{n,p,q} dy[n,p,q,c] x[n, p*stride + k - top, q*stride + l - left, c]
  return record(
      "depthwise_conv2d", std::move(y), {x, w},
      [x = x.value(), w = w.value(), options](const Tensor& dy,
                                              const Wants& wants) mutable -> Grads {
        const Index H = x.dim(1), W = x.dim(2);
        Tensor dw = wants[1] ? kernels::depthwise_conv2d_grad_w(dy, x, w.dim(0), w.dim(1), options)
                             : Tensor{};
        x = {};  // its memory serves dx
        return {wants[0] ? kernels::depthwise_conv2d_grad_x(dy, w, H, W, options) : Tensor{},
                std::move(dw)};
      });
}

namespace {

GradcheckFunction convolved(Conv2dOptions options) {
  return [options](auto& in) { return depthwise_conv2d(in[0], in[1], options); };
}
const GradcheckCases kDepthwiseConv2d{
    "depthwise_conv2d",
    {
        {"one tap", "x (2, 3, 5, 3), w (1, 1, 3)", convolved({})},
        {"same", "x (2, 5, 6, 3), w (3, 3, 3)", convolved({})},
        {"valid", "x (2, 5, 7, 3), w (3, 3, 3)", convolved({.padding = Padding::valid})},
        {"stride 2, even picture", "x (1, 6, 10, 3), w (3, 3, 3)", convolved({.stride = 2})},
        {"stride 2, odd picture", "x (1, 7, 9, 3), w (3, 3, 3)", convolved({.stride = 2})},
        {"stride 3", "x (1, 9, 8, 2), w (3, 3, 2)", convolved({.stride = 3})},
        {"two by five", "x (1, 4, 7, 2), w (2, 5, 2)", convolved({})},
        {"narrow picture", "x (1, 4, 3, 2), w (3, 3, 2)", convolved({})},
        {"one pixel of one channel", "x (1, 1, 1, 1), w (3, 3, 1)", convolved({})},
    }};

}  // namespace

}  // namespace posegrad
