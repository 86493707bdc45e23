#include "tensor/kernels/pointwise.h"

#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"
#include "tensor/kernels/arithmetic.h"

namespace posegrad {

Variable relu(const Variable& x) {
  Tensor y = kernels::relu(x.value());
  // dx = dy where y > 0
  return record("relu", y, {x}, [y](const Tensor& dy, const Wants&) -> Grads {
    return {kernels::relu_grad(dy, y)};
  });
}

Variable abs(const Variable& x) {
  // dx = sign(x) dy
  return record("abs", kernels::abs(x.value()), {x},
                [x = x.value()](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::abs_grad(dy, x)};
                });
}

Variable sqrt(const Variable& x) {
  Tensor y = kernels::sqrt(x.value());
  // dx = dy / (2 y)
  return record("sqrt", y, {x}, [y](const Tensor& dy, const Wants&) -> Grads {
    return {kernels::div(kernels::affine(dy, 0.5), y)};
  });
}

Variable sigmoid(const Variable& x) {
  Tensor y = kernels::sigmoid(x.value());
  // dx = dy y (1 - y)
  return record("sigmoid", y, {x}, [y](const Tensor& dy, const Wants&) -> Grads {
    return {kernels::sigmoid_grad(dy, y)};
  });
}

Variable clamp(const Variable& x, double low, double high) {
  // dx = dy where low <= x <= high
  return record("clamp", kernels::clamp(x.value(), low, high), {x},
                [x = x.value(), low, high](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::clamp_grad(dy, x, low, high)};
                });
}

Variable affine(const Variable& x, double scale, double shift) {
  return record(
      "affine", kernels::affine(x.value(), scale, shift), {x},
      [scale](const Tensor& dy, const Wants&) -> Grads { return {kernels::affine(dy, scale)}; });
}

Variable cast(const Variable& x, DType dtype) {
  if (x.dtype() == dtype) return x;
  // dx = dy
  return record("cast", kernels::cast(x.value(), dtype), {x},
                [from = x.dtype()](const Tensor& dy, const Wants&) -> Grads {
                  return {kernels::cast(dy, from)};
                });
}

namespace {

const GradcheckCases kRelu{
    "relu",
    {{"three axes", "x (2, 3, 5) away from 0", [](auto& in) { return relu(in[0]); }},
     {"one number", "x () away from 0", [](auto& in) { return relu(in[0]); }}}};

const GradcheckCases kAbs{
    "abs",
    {{"three axes", "x (2, 3, 5) away from 0", [](auto& in) { return abs(in[0]); }},
     {"one number", "x () away from 0", [](auto& in) { return abs(in[0]); }}}};

const GradcheckCases kSqrt{
    "sqrt",
    {{"three axes", "x (2, 3, 5) in 0.5..2", [](auto& in) { return sqrt(in[0]); }},
     {"one number", "x () in 0.5..2", [](auto& in) { return sqrt(in[0]); }}}};

const GradcheckCases kSigmoid{
    "sigmoid",
    {{"three axes", "x (2, 3, 5) in -4..4", [](auto& in) { return sigmoid(in[0]); }},
     {"one number", "x ()", [](auto& in) { return sigmoid(in[0]); }}}};

const GradcheckCases kClamp{
    "clamp",
    {{"to [-0.3, 0.6]", "x (2, 3, 5) away from -0.3 and 0.6",
      [](auto& in) { return clamp(in[0], -0.3, 0.6); }},
     {"nothing outside", "x (7)", [](auto& in) { return clamp(in[0], -2, 2); }}}};

const GradcheckCases kAffine{
    "affine",
    {{"scale and shift", "x (2, 3, 4)", [](auto& in) { return affine(in[0], 1.5, -2); }},
     {"negation", "x (5)", [](auto& in) { return -in[0]; }}}};

// Linear, so that a long step is exact: a short one would measure the roundings of float.
constexpr double kStep = 16;
const GradcheckCases kCast{"cast",
                           {
                               {"to float and back", "x (2, 3, 5)",
                                [](auto& in) { return cast(cast(in[0], DType::f32), DType::f64); }},
                           },
                           kStep};

}  // namespace

}  // namespace posegrad
