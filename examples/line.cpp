// Fits y = a x + b to points around a line, by gradients and Adam. Prints a and b.
#include <fmt/format.h>
#include <posegrad/autograd/ops.h>
#include <posegrad/nn/adam.h>
#include <posegrad/nn/layers.h>

using namespace posegrad;

int main() {
  // y = 2 x - 1, off by at most 0.1; the random numbers are the same everywhere.
  const Variable x(nn::uniform({200}, 1, 7, 0)), noise(nn::uniform({200}, 0.1, 7, 1));
  const Variable y = 2 * x - 1 + noise;

  const Variable a(Tensor::zeros({1}), true), b(Tensor::zeros({1}), true);
  nn::Adam adam({{"a", a}, {"b", b}}, {.learning_rate = 0.05});
  for (int step = 1; step <= 300; ++step) {
    const Variable off = a * x + b - y;
    const Variable loss = mean(off * off);
    backward(loss);
    adam.step();
    if (step % 100 == 0) fmt::print("step {}: error {:.4f}\n", step, loss.value().item());
  }
  fmt::print("y = {:.2f} x {:+.2f}\n", a.value().item(), b.value().item());
}
