// Chapter 8: docs/tutorial/08_training.md
#include <fmt/format.h>

#include "nn/adam.h"
#include "pose/data/chunks.h"
#include "pose/data/dataset.h"
#include "pose/data/synth/synth.h"
#include "pose/training/losses.h"
#include "pose/training/training_run.h"
#include "tensor/parallel.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

constexpr Index kEpochs = 8;

Dataset people() {
  const SynthSet set = synthesize({.frames_per_take = 40,
                                   .takes = 1,
                                   .subjects = {"S1", "S5", "S6", "S7", "S8", "S9"},
                                   .actions = {"Walking", "Waving", "Squatting"}});
  return make_h36m(set.positions, set.ground_truth, {});
}

Variable in_double(const Tensor& x) { return Variable(x.to(DType::f64)); }

/// Mean loss of an epoch, metres.
double train_epoch(const TemporalModel& model, ChunkedBatches& batches, nn::Adam& optimizer,
                   const nn::Pass& pass) {
  double sum = 0;
  batches.begin_epoch();
  while (std::optional<Batch> batch = batches.next()) {
    root_to_origin(batch->positions);
    const Variable predicted =
        model.forward(in_double(batch->keypoints), pass, ModelForm::single_frame);
    const Variable loss = mpjpe_loss(predicted, in_double(batch->positions));
    backward(loss);
    optimizer.step();
    sum += loss.value().item() * static_cast<double>(batch->size());
  }
  return sum / static_cast<double>(batches.chunks().size());
}

/// Mean joint error of whole sequences, metres.
double test_error(const TemporalModel& model, const std::vector<Sequence>& sequences) {
  const NoGrad no_grad;
  double sum = 0;
  for (const Sequence& sequence : sequences) {
    const Tensor padded = whole_sequence(sequence, {}, model.padding(), 0, false);
    const Variable predicted = model.forward(in_double(padded), {}, ModelForm::dilated);
    const Tensor target = sequence.positions.clone().reshape({1, sequence.frames(), 17, 3});
    root_to_origin(target);
    sum += mpjpe_loss(predicted, in_double(target)).value().item();
  }
  return sum / static_cast<double>(sequences.size());
}

}  // namespace

int main() {
  set_threads(1);  // matrices this small are not worth a second one
  const Dataset dataset = people();
  const std::vector<Sequence> training =
      select(dataset, {.subjects = {"S1", "S5", "S6", "S7", "S8"}, .action_prefixes = {}});
  const std::vector<Sequence> test = select(dataset, {.subjects = {"S9"}, .action_prefixes = {}});
  fmt::print("{} sequences to train on, {} to test\n", training.size(), test.size());

  const TemporalModel model({.widths = {3, 3, 3}, .channels = 64, .dropout = 0.1}, 1);
  const nn::State state = model.state();
  for (nn::NamedVariable parameter : state.parameters)
    parameter.variable.set_value(parameter.variable.value().to(DType::f64));

  ChunkedBatches batches(training, dataset.mirroring,
                         {.chunks_per_batch = 64, .padding = model.padding(), .mirror = true});
  fmt::print("{} windows of {} frames in {} batches\n", batches.chunks().size(),
             model.receptive_field(), batches.batches_per_epoch());

  nn::Adam optimizer(state.parameters, {.learning_rate = 3e-3});
  nn::RandomStream random{.seed = 1};
  const Schedule schedule;
  fmt::print("untrained: {:.0f} mm\n", 1000 * test_error(model, test));
  for (Index epoch = 0; epoch < kEpochs; ++epoch) {
    const nn::Pass pass{.mode = nn::Mode::training,
                        .momentum = Schedule::momentum(epoch, kEpochs),
                        .random = &random};
    const double loss = train_epoch(model, batches, optimizer, pass);
    fmt::print("epoch {}: momentum {:.3f}, rate {:.5f}, loss {:3.0f} mm, test {:3.0f} mm\n",
               epoch + 1, pass.momentum, optimizer.options().learning_rate, 1000 * loss,
               1000 * test_error(model, test));
    optimizer.options().learning_rate *= schedule.learning_rate_decay;
  }
}
