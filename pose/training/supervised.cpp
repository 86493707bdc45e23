#include "pose/training/supervised.h"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "pose/losses.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using Clock = std::chrono::steady_clock;

void root_to_origin(const Tensor& positions) {
  const Index J = positions.dim(2);
  const std::span<float> numbers = positions.cpu_span<float>();
  for (std::size_t frame = 0; frame < numbers.size(); frame += static_cast<std::size_t>(J * 3))
    numbers[frame] = numbers[frame + 1] = numbers[frame + 2] = 0;
}

double train_step(SupervisedRun& run, const Batch& batch, ModelForm form) {
  root_to_origin(batch.positions);
  run.optimizer.zero_grad();
  const nn::Pass pass{nn::Mode::training, run.momentum, &run.random};
  const Variable predicted = run.model.forward(Variable(batch.keypoints), pass, form);
  const Variable loss = mpjpe_loss(predicted, Variable(batch.positions));
  const double value = loss.value().item();
  if (!std::isfinite(value)) return value;
  backward(loss);
  run.optimizer.options().learning_rate = run.learning_rate;
  run.optimizer.step();
  return value;
}

// Batches of an epoch that was interrupted come in the same order again; the ones already used are passed over.
void begin_epoch(SupervisedRun& run) {
  if (!run.partial) {
    const NumpyRandom at_start = run.batches.random();
    run.batches.begin_epoch();
    run.partial = PartialEpoch{at_start, 0, 0, 0};
    return;
  }
  run.batches.set_position({run.partial->random_at_start, run.partial->steps_done});
}

}  // namespace

TrainingEnd train_supervised(SupervisedRun& run, const SupervisedOptions& options, const Mirroring& mirroring,
                             const std::vector<Sequence>& validation, const std::vector<Sequence>& training,
                             const TrainingCallbacks& callbacks) {
  const auto call = [](const auto& callback, const auto&... arguments) {
    if (callback) callback(arguments...);
  };
  while (run.epochs_done < options.epochs) {
    const auto start = Clock::now();
    const Index epoch = run.epochs_done + 1;
    begin_epoch(run);
    PartialEpoch& part = *run.partial;
    while (std::optional<Batch> batch = run.batches.next()) {
      const Index frames = batch->positions.dim(0) * batch->positions.dim(1);
      const double loss = train_step(run, *batch, options.form);
      ++part.steps_done;
      if (!std::isfinite(loss))
        throw NumericError(fmt::format("the loss became {} in epoch {}, step {} of {}: the learning rate may be too large; "
                                       "the last checkpoint is untouched",
                                       loss, epoch, part.steps_done, run.batches.batches_per_epoch()));
      part.loss_sum += loss * static_cast<double>(frames);
      part.frames += frames;
      call(callbacks.after_step, StepReport{epoch, part.steps_done, run.batches.batches_per_epoch(), run.optimizer.steps(),
                                            frames, loss, run.learning_rate});
      if (callbacks.should_stop && callbacks.should_stop()) return TrainingEnd::interrupted;
    }
    EpochReport report{epoch, 0, run.learning_rate, part.loss_sum / static_cast<double>(part.frames), {}, {}};
    if (options.evaluate_each_epoch) {
      report.valid_error = validation_error(run.model, validation, mirroring, callbacks.evaluation_progress);
      report.train_eval_error = validation_error(run.model, training, mirroring, callbacks.evaluation_progress);
    }
    report.seconds = std::chrono::duration<double>(Clock::now() - start).count();
    run.partial.reset();
    run.epochs_done = epoch;
    run.learning_rate *= options.schedule.learning_rate_decay;
    run.momentum = Schedule::momentum(epoch, options.epochs);
    call(callbacks.after_epoch, report);
  }
  return TrainingEnd::finished;
}

}  // namespace posegrad::pose
