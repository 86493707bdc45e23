// Trains a small network and prints its losses bit for bit, for nn_test.py.
#include <cstdio>

#include "autograd/ops.h"
#include "nn/adam.h"
#include "nn/layers.h"

using namespace posegrad;

int main() {
  const nn::Linear first(2, 16, 1, 0), second(16, 1, 1, 2);
  nn::State state;
  first.collect("first.", state);
  second.collect("second.", state);
  nn::Adam adam(state.parameters, {.learning_rate = 0.01});
  nn::RandomStream random{.seed = 3};
  const nn::Dropout dropout(0.2);
  const nn::Pass pass{.mode = nn::Mode::training, .random = &random};
  const Variable x(nn::uniform({64, 2}, 1, 5, 0)), y(nn::uniform({64, 1}, 1, 5, 1));
  for (int step = 0; step < 200; ++step) {
    const Variable off = second.forward(dropout.forward(relu(first.forward(x)), pass)) - y;
    const Variable loss = mean(off * off);
    backward(loss);
    adam.step();
    if (step % 20 == 19) std::printf("%a\n", loss.value().item());
  }
}
