#include "pose/training/training_run.h"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "pose/training/finite.h"
#include "tensor/call_site.h"
#include "tensor/dispatch.h"

namespace posegrad::pose {
namespace {

using Clock = std::chrono::steady_clock;

// Batches of an epoch that was interrupted come in the same order again; the ones already used are
// passed over.
void begin_epoch(TrainingRun& run) {
  if (!run.partial) {
    const NumpyRandom at_start = run.batches.random();
    run.batches.begin_epoch();
    run.partial = PartialEpoch{at_start, 0, 0, 0};
    return;
  }
  run.batches.set_position({run.partial->random_at_start, run.partial->steps_done});
}

// Forward, backward, update. Returns the 3D error, or what is not finite before anything is
// updated.
double train_step(TrainingRun& run, TrainingTask& task, Batch& batch, bool fused) {
  const CallScope scope("training step");
  run.optimizer.zero_grad();
  const nn::Pass pass{nn::Mode::training, run.momentum, &run.random, fused};
  const TrainingTask::StepLoss loss = task.loss(batch, pass, run.epochs_done);
  const double total = loss.total.value().item();
  observe_figure("training loss", total);
  if (loss.pose_error != total) observe_figure("training error", loss.pose_error);
  if (!std::isfinite(total)) return total;
  backward(loss.total);
  run.optimizer.options().learning_rate = run.learning_rate;
  run.optimizer.step();
  return loss.pose_error;
}

}  // namespace

void root_to_origin(const Tensor& positions) {
  const auto frame = static_cast<std::size_t>(positions.dim(2) * 3);
  const std::span<float> numbers = positions.cpu_span<float>();
  for (std::size_t at = 0; at < numbers.size(); at += frame)
    numbers[at] = numbers[at + 1] = numbers[at + 2] = 0;
}

TrainingEnd train(TrainingRun& run, TrainingTask& task, const TrainingOptions& options,
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
      const double loss = train_step(run, task, *batch, options.fused);
      ++part.steps_done;
      require_finite("the loss", loss,
                     fmt::format("epoch {}, step {} of {}", epoch, part.steps_done,
                                 run.batches.batches_per_epoch()));
      part.loss_sum += loss * static_cast<double>(frames);
      part.frames += frames;
      call(callbacks.after_step,
           StepReport{epoch, part.steps_done, run.batches.batches_per_epoch(),
                      run.optimizer.steps(), frames, loss, run.learning_rate});
      if (callbacks.should_stop && callbacks.should_stop()) return TrainingEnd::interrupted;
    }
    EpochReport report{
        epoch, 0, run.learning_rate, part.loss_sum / static_cast<double>(part.frames), {}, {},
        {},    {}};
    if (options.evaluate_each_epoch) task.evaluate(report, callbacks.evaluation_progress);
    for (const std::optional<double>& error : {report.valid_error, report.train_eval_error})
      if (error) require_finite("the evaluated error", *error, fmt::format("epoch {}", epoch));
    if (report.train_eval_error)
      observe_figure("error on the training set", *report.train_eval_error);
    if (report.valid_error) observe_figure("validation error", *report.valid_error);
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
