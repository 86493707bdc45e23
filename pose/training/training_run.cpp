#include "pose/training/training_run.h"

#include <array>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "pose/model/checkpoint/finite.h"
#include "pose/training/training_step.h"
#include "tensor/dispatch.h"
#include "tensor/shared_cores.h"

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

// All shards stop after the same step.
bool somebody_stops(const TrainingCallbacks& callbacks, Communicator* shards) {
  const bool stops = callbacks.should_stop && callbacks.should_stop();
  if (shards == nullptr) return stops;
  std::array<double, 1> votes{stops ? 1.0 : 0.0};
  shards->sum(votes);
  return votes[0] > 0;
}

}  // namespace

TrainingEnd train(TrainingRun& run, TrainingTask& task, const TrainingOptions& options,
                  const TrainingCallbacks& callbacks) {
  Communicator* const shards = run.shard ? run.shard->group : nullptr;
  const auto call = [](const auto& callback, const auto&... arguments) {
    if (callback) callback(arguments...);
  };
  TrainingStep step(run, task, options.fused);
  SharedCores cores;
  while (run.epochs_done < options.epochs) {
    const auto start = Clock::now();
    const Index epoch = run.epochs_done + 1;
    begin_epoch(run);
    PartialEpoch& part = *run.partial;
    cores.go_on();
    while (step.advance()) {
      const Index frames = step.frames();
      const TrainingStep::Errors errors = step.run();
      const double loss = std::isfinite(errors.total) ? errors.pose : errors.total;
      ++part.steps_done;
      require_finite("the loss", loss,
                     fmt::format("epoch {}, step {} of {}", epoch, part.steps_done,
                                 run.batches.batches_per_epoch()));
      part.loss_sum += loss * static_cast<double>(frames);
      part.frames += frames;
      cores.worked(static_cast<double>(frames));
      call(callbacks.after_step,
           StepReport{epoch, part.steps_done, run.batches.batches_per_epoch(),
                      run.optimizer.steps(), frames, loss, run.learning_rate});
      if (somebody_stops(callbacks, shards)) return TrainingEnd::interrupted;
    }
    EpochReport report{
        epoch, 0, run.learning_rate, part.loss_sum / static_cast<double>(part.frames), {}, {},
        {},    {}};
    if (options.evaluate_each_epoch) task.evaluate(report, callbacks.evaluation_progress, shards);
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
