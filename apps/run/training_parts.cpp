#include "apps/run/training_parts.h"

#include <algorithm>
#include <filesystem>

#include <fmt/format.h>

#include "apps/console/console.h"
#include "pose/formats/atomic_file.h"
#include "pose/training/schedule.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

// Steps of another size would pass over other frames.
void require_same_steps(const std::string& path, const pose::TrainingRun& run) {
  const Index samples = run.batches.samples_per_epoch(), steps = run.partial->steps_done;
  if (steps <= run.batches.batches_per_epoch() &&
      run.partial->frames ==
          std::min(samples, steps * run.batches.largest()) * run.batches.frames_per_sample())
    return;
  throw DataError(
      fmt::format("{}: it was interrupted after {} steps of together {} frames, which these "
                  "options and data do not give: resume with the same command",
                  path, steps, run.partial->frames));
}

}  // namespace

void introduce(const RunOptions& options, const RunModel& model) {
  console::print(console::receptive_field(model.pose.receptive_field()));
  if (options.causal) console::print(console::causal());
  console::print(console::parameter_count(model.pose.state().parameter_count()));
  if (model.checkpoint) {
    console::print(console::loading_checkpoint(model.checkpoint_path));
    if (model.checkpoint->epoch) console::print(console::trained_for(*model.checkpoint->epoch));
  }
}

JsonLog open_log(const RunOptions& options) {
  if (options.log.empty()) return {};
  return {options.log, options.resume.empty() ? LogStart::fresh : LogStart::append};
}

void prepare_folder(const RunOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.checkpoint, error);
  if (error)
    throw IoError(fmt::format("cannot make the checkpoint folder {}: {}", options.checkpoint,
                              error.message()));
  // Not committed: leaves nothing behind.
  pose::formats::AtomicFile probe(checkpoint_path(options, "epoch_0.bin"));
  probe.write("posegrad");
}

std::vector<nn::NamedVariable> parameters(const RunModel& model) {
  std::vector<nn::NamedVariable> all = model.pose.state().parameters;
  if (model.trajectory)
    for (const nn::NamedVariable& p : model.trajectory->state().parameters) all.push_back(p);
  return all;
}

void resume(const RunOptions& options, const RunModel& model, pose::TrainingRun& run) {
  const pose::Checkpoint& from = *model.checkpoint;
  run.epochs_done = from.epoch.value_or(0);
  run.learning_rate = from.learning_rate.value_or(options.learning_rate);
  run.momentum = pose::Schedule::momentum(run.epochs_done, std::max<Index>(options.epochs, 1));
  if (from.optimizer)
    pose::load_optimizer(run.optimizer, *from.optimizer, model.checkpoint_path + ": optimizer");
  if (from.random_state && (from.optimizer || !options.compat_resume))
    run.batches.set_random(*from.random_state);
  if (options.compat_resume) {
    run.momentum = pose::Schedule::kFirstMomentum;
  } else if (from.run_facts) {
    run.random = from.run_facts->random;
    run.momentum = from.run_facts->momentum;
    if (const auto& partial = from.run_facts->partial) {
      if (!from.random_state)
        throw DataError(fmt::format("{}: random_state is missing, which an interrupted epoch needs",
                                    model.checkpoint_path));
      run.partial = pose::PartialEpoch{*from.random_state, partial->steps_done, partial->loss_sum,
                                       partial->frames};
      require_same_steps(model.checkpoint_path, run);
    }
  } else {
    // Not the numbers that the first epochs drew.
    run.random.counter = static_cast<std::uint64_t>(run.epochs_done) << 32;
    fmt::print(stderr,
               "posegrad run: {} does not hold batch-norm momentum and dropout stream: momentum "
               "continues as epoch {} of "
               "{} has it, dropout with fresh numbers\n",
               model.checkpoint_path, run.epochs_done + 1, options.epochs);
  }
}

TrainingOutcome train(pose::TrainingRun& run, pose::TrainingTask& task, const RunOptions& options,
                      TrainingSession& session) {
  const pose::TrainingOptions how{.epochs = options.epochs,
                                  .schedule = {options.lr_decay},
                                  .evaluate_each_epoch = options.eval,
                                  .fused = options.fused_training};
  pose::TrainingEnd end = pose::TrainingEnd::interrupted;
  try {
    end = pose::train(run, task, how, session.callbacks());
  } catch (const StopRequested&) {
  }
  session.stop_progress();
  if (end == pose::TrainingEnd::interrupted) session.save_interrupted();
  if (!session.interrupted()) return {end, session.summary()};
  if (end == pose::TrainingEnd::finished)
    fmt::print(stderr,
               "posegrad run: interrupted after the last epoch; evaluate with the same command and "
               "--evaluate epoch_{}.bin\n",
               options.epochs);
  return {pose::TrainingEnd::interrupted, ""};
}

}  // namespace posegrad::apps
