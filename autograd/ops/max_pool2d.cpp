#include "tensor/kernels/max_pool2d.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"

namespace posegrad {

Variable max_pool2d(const Variable& x, Index size, Index stride, kernels::Padding padding) {
  Tensor y = kernels::max_pool2d(x.value(), size, stride, padding);
  // dx[n,h,w,c] = sum of dy[n,i,j,c] over the windows whose largest is x[n,h,w,c]
  return record("max_pool2d", std::move(y), {x},
                [x = x.value(), size, stride, padding](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::max_pool2d_grad(dy, x, size, stride, padding)};
                });
}

namespace {

using enum kernels::Padding;

GradcheckFunction pooled(Index size, Index stride, kernels::Padding padding) {
  return [=](auto& in) { return max_pool2d(in[0], size, stride, padding); };
}
// Linear between the places where two numbers of a window are equal: a short step crosses none.
constexpr double kStep = 1e-6;
const GradcheckCases kMaxPool2d{
    "max_pool2d",
    {
        {"side by side", "x (2, 4, 6, 3)", pooled(2, 2, valid)},
        {"rest left over", "x (2, 5, 7, 3)", pooled(2, 2, valid)},
        {"rest padded", "x (2, 5, 7, 3)", pooled(2, 2, same)},
        {"overlapping", "x (1, 7, 6, 70)", pooled(3, 2, valid)},
        {"overlapping, padded", "x (1, 7, 6, 70)", pooled(3, 1, same)},
        {"pixels between windows", "x (1, 8, 9, 2)", pooled(2, 3, same)},
        {"window is the picture", "x (3, 4, 4, 2)", pooled(4, 1, valid)},
        {"window is larger", "x (1, 3, 2, 2)", pooled(5, 2, same)},
    },
    kStep};

}  // namespace

}  // namespace posegrad
