// Finds the filter behind a signal: a convolution of width 5 learns what made y out of x.
#include <fmt/format.h>
#include <posegrad/autograd/ops.h>
#include <posegrad/nn/adam.h>
#include <posegrad/nn/layers.h>

using namespace posegrad;

int main() {
  // Weights are (C_out, K, C_in), signals (N, L, C): samples, frames, channels.
  const Tensor hidden = Tensor::from<float>({1, 5, 1}, {0.1F, 0.2F, 0.4F, 0.2F, 0.1F});
  const Variable x(nn::uniform({8, 64, 1}, 1, 3, 0));
  const Variable y = conv1d(x, Variable(hidden));  // no padding: 60 frames
  fmt::print("{} -> {}\n", x.shape().to_string(), y.shape().to_string());

  const nn::Conv1d filter({.in = 1, .out = 1, .width = 5}, 3, 1);
  nn::Adam adam(filter.state().parameters, {.learning_rate = 0.02});
  for (int step = 0; step < 400; ++step) {
    const Variable off = filter.forward(x) - y;
    backward(mean(off * off));
    adam.step();
  }
  for (Index k = 0; k < 5; ++k) fmt::print("{:.3f} ", filter.weight().value().at(k));
  fmt::print("\n");
}
