// Chapter 3: docs/tutorial/03_regression.md
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "autograd/ops.h"
#include "nn/adam.h"
#include "tensor/kernels/matmul.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;

namespace {

constexpr Index kPoints = 64;

struct Points {
  Tensor seen;   // (N, 2): u, v
  Tensor space;  // (N, 3): X, Y, Z
};

// Points of the plane Z = 0.5 X - 2 Y + 3, seen from straight above; v varies little.
Points tilted_plane() {
  const Tensor random = test::random_tensor({kPoints, 2}, DType::f64, 4);
  const Points points{Tensor::empty({kPoints, 2}, DType::f64),
                      Tensor::empty({kPoints, 3}, DType::f64)};
  for (Index n = 0; n < kPoints; ++n) {
    const double u = random.at(2 * n), v = 0.1 * random.at(2 * n + 1);
    double* const seen = points.seen.data<double>() + 2 * n;
    double* const space = points.space.data<double>() + 3 * n;
    seen[0] = space[0] = u;
    seen[1] = space[1] = v;
    space[2] = 0.5 * u - 2 * v + 3;
  }
  return points;
}

struct Line {
  Variable w{Tensor::zeros({3, 2}, DType::f64), true};
  Variable b{Tensor::zeros({3}, DType::f64), true};

  // y = x W^T + b
  Variable operator()(const Tensor& x) const {
    return matmul(Variable(x), w, {.transpose_b = true}) + b;
  }
};

Variable squared_error(const Variable& y, const Tensor& wanted) {
  const Variable d = y - Variable(wanted);
  return mean(d * d);
}

// dL/dW = dy^T x with dy = 2 (y - wanted) / (3 N)
void gradient_by_hand(const Points& points) {
  const Line line;
  const Variable y = line(points.seen);
  backward(squared_error(y, points.space));

  const Tensor dy = (2.0 / (3 * kPoints) * (y - Variable(points.space))).value();
  const Tensor dw = kernels::matmul(dy, points.seen, {.transpose_a = true});
  double difference = 0;
  for (Index e = 0; e < dw.numel(); ++e)
    difference = std::max(difference, std::abs(dw.at(e) - line.w.grad().at(e)));
  fmt::print("by hand and by autograd the same: {}\n", yes_no(difference < 1e-12));
}

void descend(const Variable& parameter, double rate) {
  const auto p = parameter.value().cpu_span<double>();
  for (std::size_t e = 0; e < p.size(); ++e)
    p[e] -= rate * parameter.grad().at(static_cast<Index>(e));
}

double gradient_descent(const Points& points, Line& line, double rate, int steps) {
  for (int step = 0; step < steps; ++step) {
    line.w.zero_grad();
    line.b.zero_grad();
    backward(squared_error(line(points.seen), points.space));
    descend(line.w, rate);
    descend(line.b, rate);
  }
  return squared_error(line(points.seen), points.space).value().item();
}

double adam(const Points& points, Line& line, double rate, int steps) {
  nn::Adam optimizer({{"w", line.w}, {"b", line.b}}, {.learning_rate = rate});
  for (int step = 0; step < steps; ++step) {
    backward(squared_error(line(points.seen), points.space));
    optimizer.step();
  }
  return squared_error(line(points.seen), points.space).value().item();
}

}  // namespace

int main() {
  const Points points = tilted_plane();
  gradient_by_hand(points);

  for (const double rate : {0.1, 1.0, 4.0}) {
    Line line;
    fmt::print("gradient descent, rate {}: error {:.0e}\n", rate,
               gradient_descent(points, line, rate, 300));
    if (rate == 1.0) show("w", line.w.value());
  }
  Line line;
  fmt::print("Adam, rate 0.1: error below 1e-5: {}\n", yes_no(adam(points, line, 0.1, 300) < 1e-5));
  show("w", line.w.value());
  show("b", line.b.value());
}
