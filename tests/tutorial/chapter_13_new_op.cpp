// Chapter 13: docs/tutorial/13_new_op.md
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "autograd/gradcheck.h"
#include "autograd/ops.h"
#include "nn/adam.h"
#include "nn/layers.h"
#include "tensor/dispatch.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;

namespace {

// ---- the value

struct Swish {
  static constexpr OpInfo info{.name = "swish",
                               .formula = "y[e] = x[e] s(x[e]), s(x) = 1 / (1 + exp(-x))",
                               .shapes = "x (E...) -> y (E...)",
                               .gradient = "dx: swish_grad(dy, x)",
                               .roundings = "7",
                               .magnitude = "|y|",
                               .flops = "5*E"};
  Tensor x, y = {};
  static constexpr std::array inputs{&Swish::x};
  static constexpr std::array outputs{&Swish::y};

  template <class T>
  static T f(T x) {
    return x * (1 / (1 + std::exp(-x)));
  }

  void cpu() const {
    visit_float("swish", x.dtype(), [&]<class T>() {
      const T* const from = x.data<T>();
      T* const to = y.data<T>();
      for (Index e = 0; e < x.numel(); ++e) to[e] = f(from[e]);
    });
  }

  Reference reference(int, Index e) const {
    const double value = f(x.at(e));
    return {value, std::abs(value), 7};
  }
};

Tensor swish_value(const Tensor& x) { return result_of(Swish{x}); }

// ---- the gradient

struct SwishGrad {
  static constexpr OpInfo info{.name = "swish_grad",
                               .formula = "dx[e] = dy[e] (s + x s (1 - s)), s = s(x[e])",
                               .shapes = "dy (E...), x (E...) -> dx (E...)",
                               .gradient = "none: it is the gradient of swish itself",
                               .roundings = "17",
                               .magnitude = "|dy| (s + |x| s)",
                               .flops = "9*E"};
  Tensor dy, x, dx = {};
  static constexpr std::array inputs{&SwishGrad::dy, &SwishGrad::x};
  static constexpr std::array outputs{&SwishGrad::dx};

  template <class T>
  static T f(T dy, T x) {
    const T s = 1 / (1 + std::exp(-x));
    return dy * (s + x * s * (1 - s));
  }

  void cpu() const {
    visit_float("swish_grad", x.dtype(), [&]<class T>() {
      for (Index e = 0; e < x.numel(); ++e) dx.data<T>()[e] = f(dy.data<T>()[e], x.data<T>()[e]);
    });
  }

  Reference reference(int, Index e) const {
    const double s = 1 / (1 + std::exp(-x.at(e)));
    const double size = std::abs(dy.at(e)) * (s + std::abs(x.at(e)) * s);
    return {f(dy.at(e), x.at(e)), size, 17};
  }
};

Variable swish(const Variable& x) {
  return record("swish", swish_value(x.value()), {x},
                [x = x.value()](const Tensor& dy, const Wants&) -> Grads {
                  return {result_of(SwishGrad{dy, x})};
                });
}

// ---- three tests

// An output of NaN first, so that an element that the kernel forgets is found.
template <class Op>
Index outside(Op op, const Tensor& output) {
  for (Index e = 0; e < output.numel(); ++e)
    visit_float("outside", output.dtype(),
                [&]<class T>() { output.data<T>()[e] = std::numeric_limits<T>::quiet_NaN(); });
  op.*(Op::outputs[0]) = output;
  dispatch(op);
  Index count = 0;
  for (Index e = 0; e < output.numel(); ++e) {
    const Reference expected = op.reference(0, e);
    const double error = std::abs(output.at(e) - expected.value);
    if (!(error <= expected.bound(output.dtype()))) ++count;
  }
  return count;
}

void hold_kernels_to_their_references() {
  for (const DType type : {DType::f32, DType::f64}) {
    const Tensor x = test::random_tensor({1001}, type, 1, -20, 20);
    const Tensor dy = test::random_tensor({1001}, type, 2, -1, 1);
    fmt::print("{}: swish {} outside, swish_grad {} outside\n",
               type == DType::f32 ? "float" : "double",
               outside(Swish{x}, Tensor::empty({1001}, type)),
               outside(SwishGrad{dy, x}, Tensor::empty({1001}, type)));
  }
}

// How many of 1001 numbers around the zero of the gradient are further off than 17 roundings of
// themselves.
void relative_to_itself() {
  const Tensor x = test::random_tensor({1001}, DType::f32, 3, -1.2785, -1.2784);
  const Tensor dy = Tensor::full({1001}, 1);
  const Tensor dx = result_of(SwishGrad{dy, x});
  Index beyond_itself = 0, beyond_terms = 0;
  for (Index e = 0; e < x.numel(); ++e) {
    const Reference expected = SwishGrad{dy, x}.reference(0, e);
    const double error = std::abs(dx.at(e) - expected.value);
    if (error > 17 * 0x1p-24 * std::abs(expected.value)) ++beyond_itself;
    if (error > expected.bound(DType::f32)) ++beyond_terms;
  }
  fmt::print("relative to dx: hundreds outside: {}; relative to its terms: {} outside\n",
             yes_no(beyond_itself > 200), beyond_terms);
}

void messages() {
  try {
    result_of(SwishGrad{Tensor::zeros({3}), Tensor::zeros({4})});
  } catch (const Error& error) {
    fmt::print("{}\n", error.what());
  }
}

void check_gradient() {
  const Tensor x = test::random_tensor({40}, DType::f64, 4, -6, 6);
  const auto f = [](const std::vector<Variable>& v) { return swish(v[0]); };
  fmt::print("gradcheck: {}\n", yes_no(gradcheck(f, {x}).ok()));
}

// ---- put to use

// y = W2 a(W1 x + b1) + b2 with 16 hidden numbers, in double
struct Network {
  static Variable weights(Shape shape, std::uint64_t counter) {
    return Variable(nn::uniform(std::move(shape), 1, 1, counter, DType::f64), true);
  }
  Variable w1 = weights({16, 1}, 0), b1 = weights({16}, 1);
  Variable w2 = weights({1, 16}, 2), b2 = weights({1}, 3);

  template <class Activation>
  Variable operator()(const Variable& x, Activation activation) const {
    const Variable hidden = activation(matmul(x, w1, {.transpose_b = true}) + b1);
    return matmul(hidden, w2, {.transpose_b = true}) + b2;
  }
};

// Learns sin(x) between -pi and pi; the root of the mean squared error at the end.
template <class Activation>
double learn_a_sine(Activation activation) {
  const Tensor x = Tensor::empty({64, 1}, DType::f64), y = Tensor::empty({64, 1}, DType::f64);
  for (Index n = 0; n < 64; ++n) {
    const double angle = std::numbers::pi * (static_cast<double>(n) / 31.5 - 1);
    x.data<double>()[n] = angle;
    y.data<double>()[n] = std::sin(angle);
  }
  const Network network;
  nn::Adam optimizer(
      {{"w1", network.w1}, {"b1", network.b1}, {"w2", network.w2}, {"b2", network.b2}},
      {.learning_rate = 1e-2});
  double error = 0;
  for (int step = 0; step < 500; ++step) {
    const Variable off = network(Variable(x), activation) - Variable(y);
    const Variable loss = mean(off * off);
    backward(loss);
    optimizer.step();
    error = std::sqrt(loss.value().item());
  }
  return error;
}

void put_to_use() {
  fmt::print("relu  {}\n", digits(learn_a_sine([](const Variable& x) { return relu(x); }), 3));
  fmt::print("swish {}\n", digits(learn_a_sine([](const Variable& x) { return swish(x); }), 3));
}

}  // namespace

int main() {
  hold_kernels_to_their_references();
  relative_to_itself();
  messages();
  check_gradient();
  put_to_use();
}
