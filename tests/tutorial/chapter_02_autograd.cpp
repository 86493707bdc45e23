// Chapter 2: docs/tutorial/02_autograd.md
#include <cmath>

#include <fmt/format.h>

#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;

namespace {

double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }

void first_gradient() {
  const Variable x(Tensor::from<double>({3}, {1, 2, 3}), true);
  const Variable loss = sum(x * x + 4.0 * x);
  backward(loss);
  fmt::print("loss = {}\n", loss.value().item());
  show("dloss/dx", x.grad(), 0);

  backward(sum(x));
  show("after a second backward", x.grad(), 0);
}

// y = x s(x), s(x) = 1 / (1 + exp(-x))
Tensor swish_value(const Tensor& x) {
  const Tensor y = Tensor::empty(x.shape(), DType::f64);
  for (Index e = 0; e < x.numel(); ++e) y.data<double>()[e] = x.at(e) * sigmoid(x.at(e));
  return y;
}

// dx = dy (s + x s (1 - s))
Variable swish(const Variable& x) {
  return record("swish", swish_value(x.value()), {x},
                [x = x.value()](const Tensor& dy, const Wants&) -> Grads {
                  const Tensor dx = Tensor::empty(x.shape(), DType::f64);
                  for (Index e = 0; e < x.numel(); ++e) {
                    const double s = sigmoid(x.at(e));
                    dx.data<double>()[e] = dy.at(e) * (s + x.at(e) * s * (1 - s));
                  }
                  return {dx};
                });
}

// The same with half of the product rule forgotten.
Variable wrong_swish(const Variable& x) {
  return record("wrong_swish", swish_value(x.value()), {x},
                [x = x.value()](const Tensor& dy, const Wants&) -> Grads {
                  const Tensor dx = Tensor::empty(x.shape(), DType::f64);
                  for (Index e = 0; e < x.numel(); ++e)
                    dx.data<double>()[e] = dy.at(e) * sigmoid(x.at(e));
                  return {dx};
                });
}

void check(const char* name, const GradcheckFunction& f, const Tensor& x) {
  const GradcheckResult result = gradcheck(f, {x});
  if (result.ok())
    fmt::print("{}: right\n", name);
  else
    fmt::print("{}: WRONG at element {}: {:.4f}, differences say {:.4f}\n", name, result.element,
               result.analytic, result.numeric);
}

void gradchecks() {
  const Tensor x = test::random_tensor({2, 5}, DType::f64, 3, -2, 2);
  check(
      "swish", [](const auto& v) { return swish(v[0]); }, x);
  check(
      "wrong_swish", [](const auto& v) { return wrong_swish(v[0]); }, x);
}

void kink() {
  const Tensor zero = Tensor::zeros({1}, DType::f64);
  check(
      "relu at 0", [](const auto& v) { return relu(v[0]); }, zero);
  const auto leaves = gradcheck_inputs([](const auto& v) { return relu(v[0]); }, {zero});
  fmt::print("gradcheck_inputs: {} of {} elements lie at a kink\n", leaves[0].not_smooth,
             leaves[0].elements);
}

void without_recording() {
  const NoGrad no_grad;
  const Variable x(Tensor::scalar(2, DType::f64), true);
  fmt::print("recorded: {}\n", yes_no((x * x).node() != nullptr));
}

}  // namespace

int main() {
  first_gradient();
  gradchecks();
  kink();
  without_recording();
}
