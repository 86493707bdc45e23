#include "autograd/ops/arithmetic.h"

#include "tensor/kernels/affine.h"
#include "tensor/kernels/elementwise.h"
#include "tensor/kernels/reduce.h"

namespace posegrad {

// An operand that was repeated gets the sum over its copies: sum_to undoes the broadcasting.

Variable operator+(const Variable& a, const Variable& b) {
  return record(
      "add", kernels::add(a.value(), b.value()), {a, b},
      [shape_a = a.shape(), shape_b = b.shape()](const Tensor& dy, const Wants& wants) -> Grads {
        return {wants[0] ? kernels::sum_to(dy, shape_a) : Tensor{},
                wants[1] ? kernels::sum_to(dy, shape_b) : Tensor{}};
      });
}

Variable operator-(const Variable& a, const Variable& b) {
  return record(
      "sub", kernels::sub(a.value(), b.value()), {a, b},
      [shape_a = a.shape(), shape_b = b.shape()](const Tensor& dy, const Wants& wants) -> Grads {
        return {wants[0] ? kernels::sum_to(dy, shape_a) : Tensor{},
                wants[1] ? kernels::affine(kernels::sum_to(dy, shape_b), -1) : Tensor{}};
      });
}

Variable operator*(const Variable& a, const Variable& b) {
  // da = b dy;  db = a dy
  return record("mul", kernels::mul(a.value(), b.value()), {a, b},
                [a = a.value(), b = b.value()](const Tensor& dy, const Wants& wants) -> Grads {
                  return {wants[0] ? kernels::sum_to(kernels::mul(dy, b), a.shape()) : Tensor{},
                          wants[1] ? kernels::sum_to(kernels::mul(dy, a), b.shape()) : Tensor{}};
                });
}

Variable operator/(const Variable& a, const Variable& b) {
  // da = dy / b;  db = -dy a / b^2 = -(dy / b) y
  Tensor y = kernels::div(a.value(), b.value());
  return record(
      "div", y, {a, b},
      [shape_a = a.shape(), b = b.value(), y](const Tensor& dy, const Wants& wants) -> Grads {
        const Tensor ratio = kernels::div(dy, b);
        return {wants[0] ? kernels::sum_to(ratio, shape_a) : Tensor{},
                wants[1] ? kernels::affine(kernels::sum_to(kernels::mul(ratio, y), b.shape()), -1)
                         : Tensor{}};
      });
}

Variable affine(const Variable& x, double scale, double shift) {
  return record(
      "affine", kernels::affine(x.value(), scale, shift), {x},
      [scale](const Tensor& dy, const Wants&) -> Grads { return {kernels::affine(dy, scale)}; });
}

Variable operator/(double number, const Variable& x) {
  return Variable(Tensor::full({}, number, x.dtype(), x.value().device())) / x;
}

}  // namespace posegrad
