// Trains a small network to tell two spirals apart, and draws what it thinks of the plane to FILE.ppm.
#include <cmath>
#include <fstream>

#include <fmt/format.h>
#include <posegrad/autograd/ops.h>
#include <posegrad/nn/adam.h>
#include <posegrad/nn/layers.h>

using namespace posegrad;

constexpr Index kPoints = 400, kHidden = 32, kSide = 200;  // points, channels, pixels

struct Network : nn::Module {
  nn::Linear first{2, kHidden, 1, 0}, second{kHidden, kHidden, 1, 2}, last{kHidden, 1, 1, 4};

  // (N, 2) -> (N, 1), above 0 on the second spiral
  Variable operator()(const Tensor& x) const {
    return last.forward(relu(second.forward(relu(first.forward(Variable(x))))));
  }
  void collect(const std::string& prefix, nn::State& state) const override {
    first.collect(prefix + "first.", state);
    second.collect(prefix + "second.", state);
    last.collect(prefix + "last.", state);
  }
};

int main(int argc, char** argv) {
  Tensor points = Tensor::empty({kPoints, 2}), sides = Tensor::empty({kPoints, 1});
  for (Index n = 0; n < kPoints; ++n) {
    const float t = 0.2F + 0.8F * (n / 2) / (kPoints / 2), side = n % 2 == 0 ? -1 : 1;
    points.data<float>()[2 * n] = side * t * std::cos(9 * t);
    points.data<float>()[2 * n + 1] = side * t * std::sin(9 * t);
    sides.data<float>()[n] = side;
  }
  const Network network;
  nn::Adam adam(network.state().parameters, {.learning_rate = 0.01});
  for (int step = 0; step < 800; ++step) {
    const Variable off = network(points) - Variable(sides);
    backward(mean(off * off));
    adam.step();
  }
  const Tensor answers = network(points).value();
  Index right = 0;
  for (Index n = 0; n < kPoints; ++n) right += (answers.at(n) > 0) == (sides.at(n) > 0);
  fmt::print("{} of {} points are right\n", right, kPoints);

  Tensor plane = Tensor::empty({kSide * kSide, 2});
  for (Index p = 0; p < kSide * kSide; ++p) {
    plane.data<float>()[2 * p] = 2.2F * (p % kSide) / kSide - 1.1F;
    plane.data<float>()[2 * p + 1] = 1.1F - 2.2F * (p / kSide) / kSide;
  }
  std::ofstream picture(argc > 1 ? argv[1] : "spirals.ppm", std::ios::binary);
  picture << fmt::format("P6\n{0} {0}\n255\n", kSide);
  for (const float y : clamp(network(plane), -1, 1).value().cpu_view<float>())  // blue to red
    picture << char(127.5F + 127.5F * y) << char(96) << char(127.5F - 127.5F * y);
  return picture.flush() ? 0 : 1;
}
