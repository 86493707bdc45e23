// Chapter 6: docs/tutorial/06_model.md
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "autograd/ops.h"
#include "nn/layers.h"
#include "pose/model/temporal_model.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;
using pose::ModelForm;
using pose::TemporalModel;

namespace {

// One residual block by hand, without its norms and dropout: a wide dilated convolution, a narrow
// one, and the middle of the window added.
void one_block() {
  const nn::Conv1d wide({.in = 8, .out = 8, .width = 3}, 1, 0);
  const nn::Conv1d narrow({.in = 8, .out = 8, .width = 1}, 1, 1);
  const Variable x(test::random_tensor({2, 15, 8}));
  const Variable h = relu(wide.forward(x, {.dilation = 3}));
  const Variable y = relu(narrow.forward(h)) + slice(x, 1, {.start = 3, .stop = 12});
  fmt::print("block: {} -> {}\n", x.shape().to_string(), y.shape().to_string());
}

void layers(const TemporalModel& model) {
  Index frames = model.receptive_field();
  fmt::print("{} frames in\n", frames);
  for (const TemporalModel::Layer& layer : model.layers()) {
    const Shape& w = layer.convolution.weight().shape();
    frames -= (w[1] - 1) * layer.dilation;
    fmt::print("{:14} {:12} dilation {}: {:2} frames of {} numbers\n", layer.name, w.to_string(),
               layer.dilation, frames, w[0]);
  }
  const Shape& w = model.shrink().weight().shape();
  fmt::print("{:14} {:12} dilation 1: {:2} frames of {} numbers\n", "shrink", w.to_string(), frames,
             w[0]);
}

void parameters(const TemporalModel& model) {
  const nn::State state = model.state();
  fmt::print("{} tensors are trained, {} numbers\n", state.parameters.size(),
             state.parameter_count());
  fmt::print("the first: {}\n", state.parameters.front().name);
}

void shapes(const TemporalModel& model) {
  const nn::Pass evaluation;
  for (const Index frames : {27, 28, 100}) {
    const Variable x(Tensor::zeros({1, frames, 17, 2}));
    fmt::print("{} -> {}\n", x.shape().to_string(),
               model.forward(x, evaluation).shape().to_string());
  }
  try {
    model.forward(Variable(Tensor::zeros({1, 26, 17, 2})), evaluation);
  } catch (const ShapeError& error) {
    fmt::print("{}\n", error.what());
  }
}

void both_forms(const TemporalModel& model) {
  const Variable x(test::random_tensor({4, 27, 17, 2}));
  const nn::Pass evaluation;
  const Tensor dilated = model.forward(x, evaluation, ModelForm::dilated).value();
  const Tensor single = model.forward(x, evaluation, ModelForm::single_frame).value();
  double difference = 0;
  for (Index e = 0; e < dilated.numel(); ++e)
    difference = std::max(difference, std::abs(dilated.at(e) - single.at(e)));
  fmt::print("dilated and single frame, {}: the same: {}\n", single.shape().to_string(),
             yes_no(difference < 1e-5));
}

}  // namespace

int main() {
  one_block();
  const TemporalModel model({.widths = {3, 3, 3}, .channels = 64}, 1);
  layers(model);
  parameters(model);
  shapes(model);
  both_forms(model);
}
