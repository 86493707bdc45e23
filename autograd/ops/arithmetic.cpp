#include "autograd/ops/arithmetic.h"

#include "autograd/gradcheck_cases.h"
#include "tensor/kernels/arithmetic.h"
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

using In = GradcheckValues;

const GradcheckCases kAdd{
    "add",
    {
        {"same shape", "a (3, 4, 5), b (3, 4, 5)", [](const In& in) { return in[0] + in[1]; }},
        {"bias", "a (3, 4, 5), b (5)", [](const In& in) { return in[0] + in[1]; }},
        {"number on the left", "a (), b (3, 4)", [](const In& in) { return in[0] + in[1]; }},
        {"both repeated", "a (3, 1, 5), b (4, 1)", [](const In& in) { return in[0] + in[1]; }},
        {"one tensor twice", "a (2, 3) in 0.5..2", [](const In& in) { return in[0] + in[0]; }},
    }};
const GradcheckCases kSub{
    "sub",
    {
        {"same shape", "a (3, 4, 5), b (3, 4, 5)", [](const In& in) { return in[0] - in[1]; }},
        {"bias", "a (3, 4, 5), b (5)", [](const In& in) { return in[0] - in[1]; }},
        {"number on the left", "a (), b (3, 4)", [](const In& in) { return in[0] - in[1]; }},
        {"both repeated", "a (3, 1, 5), b (4, 1)", [](const In& in) { return in[0] - in[1]; }},
        {"one tensor twice", "a (2, 3) in 0.5..2", [](const In& in) { return in[0] - in[0]; }},
    }};
const GradcheckCases kMul{
    "mul",
    {
        {"same shape", "a (3, 4, 5), b (3, 4, 5)", [](const In& in) { return in[0] * in[1]; }},
        {"bias", "a (3, 4, 5), b (5)", [](const In& in) { return in[0] * in[1]; }},
        {"number on the left", "a (), b (3, 4)", [](const In& in) { return in[0] * in[1]; }},
        {"both repeated", "a (3, 1, 5), b (4, 1)", [](const In& in) { return in[0] * in[1]; }},
        {"one tensor twice", "a (2, 3) in 0.5..2", [](const In& in) { return in[0] * in[0]; }},
    }};
const GradcheckCases kDiv{
    "div",
    {
        {"same shape", "a (3, 4, 5), b (3, 4, 5) in 0.5..2",
         [](const In& in) { return in[0] / in[1]; }},
        {"bias", "a (3, 4, 5), b (5) in 0.5..2", [](const In& in) { return in[0] / in[1]; }},
        {"number on the left", "a (), b (3, 4) in 0.5..2",
         [](const In& in) { return in[0] / in[1]; }},
        {"both repeated", "a (3, 1, 5), b (4, 1) in 0.5..2",
         [](const In& in) { return in[0] / in[1]; }},
        {"one tensor twice", "a (2, 3) in 0.5..2", [](const In& in) { return in[0] / in[0]; }},
    }};
const GradcheckCases kBroadcastTo{"broadcast_to",
                                  {
                                      {"new axes", "x (5)",
                                       [](const In& in) {
                                         return broadcast_to(in[0], {3, 4, 5});
                                       }},
                                      {"middle axis", "x (3, 1, 5)",
                                       [](const In& in) {
                                         return broadcast_to(in[0], {3, 4, 5});
                                       }},
                                      {"number", "x ()",
                                       [](const In& in) {
                                         return broadcast_to(in[0], {2, 3});
                                       }},
                                  }};

}  // namespace

}  // namespace posegrad
