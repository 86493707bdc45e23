#include "tensor/kernels/resize_bilinear.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

Variable resize_bilinear(const Variable& x, Index H_out, Index W_out,
                         kernels::PixelCenters centers) {
  // dx[n,h,w,c] = sum_{i,j} v[i,h] u[j,w] dy[n,i,j,c]
  return record("resize_bilinear", kernels::resize_bilinear(x.value(), H_out, W_out, centers), {x},
                [H = x.dim(1), W = x.dim(2), centers](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::resize_bilinear_grad(dy, H, W, centers)};
                });
}

namespace {

using enum kernels::PixelCenters;

GradcheckFunction resized(Index H_out, Index W_out, kernels::PixelCenters centers) {
  return [=](auto& in) { return resize_bilinear(in[0], H_out, W_out, centers); };
}
const GradcheckCases kResizeBilinear{
    "resize_bilinear",
    {
        {"larger, half pixel", "x (2, 3, 4, 5)", resized(7, 9, half_pixel)},
        {"larger, corners", "x (2, 3, 4, 5)", resized(7, 9, align_corners)},
        {"smaller, half pixel", "x (1, 9, 8, 2)", resized(4, 3, half_pixel)},
        {"smaller, corners", "x (1, 9, 8, 2)", resized(4, 3, align_corners)},
        {"twice, as in a pyramid", "x (1, 6, 6, 8)", resized(12, 12, half_pixel)},
        {"one pixel", "x (2, 1, 1, 3)", resized(4, 5, half_pixel)},
        {"to one pixel", "x (2, 4, 5, 3)", resized(1, 1, half_pixel)},
        {"to one pixel, corners", "x (2, 4, 5, 3)", resized(1, 1, align_corners)},
    }};

}  // namespace

}  // namespace posegrad
