#include "tensor/kernels/arithmetic.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"
#include "tensor/kernels/pointwise.h"
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

Variable operator/(double number, const Variable& x) {
  return Variable(Tensor::full({}, number, x.dtype(), x.value().device())) / x;
}

Variable broadcast_to(const Variable& x, const Shape& shape) {
  return record("broadcast_to", kernels::broadcast_to(x.value(), shape), {x},
                [from = x.shape()](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::sum_to(dy, from)};
                });
}

namespace {

/// f(a, b) for the shapes in which a and b can meet, with b drawn from `range`.
template <class F>
GradcheckCases meetings(std::string_view op, const std::string& range, F f) {
  const auto both = [f](auto& in) { return f(in[0], in[1]); };
  return {op,
          {{"same shape", "a (3, 4, 5), b (3, 4, 5)" + range, both},
           {"bias", "a (3, 4, 5), b (5)" + range, both},
           {"number on the left", "a (), b (3, 4)" + range, both},
           {"both repeated", "a (3, 1, 5), b (4, 1)" + range, both},
           {"axes in turn", "a (2, 1, 3, 1, 2), b (1, 3, 1, 4, 1)" + range, both},
           {"no rows", "a (0, 3), b (3)" + range, both},
           {"one tensor twice", "a (2, 3) in 0.5..2", [f](auto& in) { return f(in[0], in[0]); }}}};
}

const GradcheckCases kAdd = meetings("add", "", [](auto& a, auto& b) { return a + b; });
const GradcheckCases kSub = meetings("sub", "", [](auto& a, auto& b) { return a - b; });
const GradcheckCases kMul = meetings("mul", "", [](auto& a, auto& b) { return a * b; });
const GradcheckCases kDiv = meetings("div", " in 0.5..2", [](auto& a, auto& b) { return a / b; });

GradcheckFunction broadcast(const Shape& shape) {
  return [shape](auto& in) { return broadcast_to(in[0], shape); };
}
const GradcheckCases kBroadcastTo{"broadcast_to",
                                  {{"new axes", "x (5)", broadcast({3, 4, 5})},
                                   {"middle axis", "x (3, 1, 5)", broadcast({3, 4, 5})},
                                   {"number", "x ()", broadcast({2, 3})}}};

}  // namespace

}  // namespace posegrad
