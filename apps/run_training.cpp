#include "apps/run_training.h"

#include <filesystem>
#include <memory>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/console.h"
#include "apps/interrupt.h"
#include "apps/progress.h"
#include "pose/formats/atomic_file.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

constexpr double kMillimetres = 1000;

/// Thrown out of an evaluation to stop a run; the epoch's steps are all done then.
struct StopRequested {};

std::string checkpoint_path(const RunOptions& options, const std::string& file) {
  return (std::filesystem::path(options.checkpoint) / file).string();
}

// Finds out now, not after the first ten epochs, that the folder cannot be written to.
void prepare_folder(const RunOptions& options) {
  std::error_code error;
  std::filesystem::create_directories(options.checkpoint, error);
  if (error)
    throw IoError(fmt::format("cannot make the checkpoint folder {}: {}", options.checkpoint,
                              error.message()));
  pose::formats::AtomicFile probe(
      checkpoint_path(options, "epoch_0.bin"));  // not committed: leaves nothing behind
  probe.write("posegrad");
}

pose::ChunkOptions chunk_options(const RunOptions& options, const pose::TemporalModel& model) {
  return {.chunks_per_batch = options.batch_size / options.stride,
          .chunk_length = options.stride,
          .padding = model.padding(),
          .causal_shift = options.causal ? model.padding() : 0,
          .mirror = options.data_augmentation};
}

/// What goes on between the training loop and the outside world.
class TrainingSession {
 public:
  TrainingSession(const RunOptions& options, const pose::Dataset& dataset, pose::SupervisedRun& run,
                  RunModel& model, JsonLog& log, Index frames_per_epoch)
      : options_(options),
        dataset_(dataset),
        run_(run),
        model_(model),
        log_(log),
        frames_per_epoch_(frames_per_epoch) {}

  pose::TrainingCallbacks callbacks() {
    return {.after_step = [this](const pose::StepReport& report) { after_step(report); },
            .evaluation_progress = [this](Index done, Index all) { evaluation(done, all); },
            .after_epoch = [this](const pose::EpochReport& report) { after_epoch(report); },
            .should_stop = [this] { return interrupt_.requested(); }};
  }

  void save(const std::string& file) {
    const std::string path = checkpoint_path(options_, file);
    progress_.reset();
    console::print(console::saving_checkpoint(path));
    pose::write_checkpoint(path, state());
  }

  void save_interrupted() {
    save("interrupted.bin");
    fmt::print(stderr,
               "posegrad run: interrupted in epoch {}; go on with the same command and --resume "
               "interrupted.bin\n",
               run_.epochs_done + 1);
  }

  void stop_progress() { progress_.reset(); }

 private:
  void after_step(const pose::StepReport& report) {
    if (!progress_ || shown_epoch_ != report.epoch) {
      shown_epoch_ = report.epoch;
      progress_ = std::make_unique<Progress>(
          progress_on_stderr(), fmt::format("epoch {}/{}", report.epoch, options_.epochs), "frames",
          frames_per_epoch_, run_.partial->frames - report.frames);
    }
    progress_->update(run_.partial->frames,
                      fmt::format("loss {:.1f} mm", report.loss * kMillimetres));
    if (!log_.is_on()) return;
    const double now = seconds();
    log_.write({{"event", "step"},
                {"epoch", report.epoch},
                {"step", report.step},
                {"global_step", report.global_step},
                {"loss_mm", report.loss * kMillimetres},
                {"learning_rate", report.learning_rate},
                {"samples_per_second", static_cast<double>(report.frames) / (now - last_step_)}});
    last_step_ = now;
  }

  void evaluation(Index done, Index all) {
    if (interrupt_.requested()) throw StopRequested{};
    if (shown_epoch_ != kEvaluation || done < evaluated_) {
      shown_epoch_ = kEvaluation;
      progress_.reset();
      progress_ = std::make_unique<Progress>(progress_on_stderr(), "evaluating", "frames", all);
    }
    evaluated_ = done;
    progress_->update(done);
  }

  void after_epoch(const pose::EpochReport& report) {
    progress_.reset();
    shown_epoch_ = 0;
    console::print(console::epoch(report));
    if (log_.is_on()) {
      nlohmann::json line{{"event", "epoch"},
                          {"epoch", report.epoch},
                          {"seconds", report.seconds},
                          {"learning_rate", report.learning_rate},
                          {"train_mm", report.train_error * kMillimetres}};
      if (report.train_eval_error) line["train_eval_mm"] = *report.train_eval_error * kMillimetres;
      if (report.valid_error) line["valid_mm"] = *report.valid_error * kMillimetres;
      log_.write(line);
      last_step_ = seconds();
    }
    if (report.epoch % options_.checkpoint_frequency == 0 || report.epoch == options_.epochs)
      save(fmt::format("epoch_{}.bin", report.epoch));
  }

  pose::Checkpoint state() const {
    pose::Checkpoint checkpoint;
    checkpoint.epoch = run_.epochs_done;
    checkpoint.learning_rate = run_.learning_rate;
    checkpoint.random_state = run_.partial ? run_.partial->random_at_start : run_.batches.random();
    checkpoint.optimizer = pose::save_optimizer(run_.optimizer);
    checkpoint.model_pos = pose::save_state(model_.pose);
    checkpoint.model_facts = model_facts(options_, dataset_);
    checkpoint.run_facts = pose::RunFacts{run_.random, run_.momentum, {}};
    if (run_.partial)
      checkpoint.run_facts->partial = pose::PartialEpochState{
          run_.partial->steps_done, run_.partial->loss_sum, run_.partial->frames};
    return checkpoint;
  }

  double seconds() const { return clock_.seconds(); }

  static constexpr Index kEvaluation = -1;

  const RunOptions& options_;
  const pose::Dataset& dataset_;
  pose::SupervisedRun& run_;
  RunModel& model_;
  JsonLog& log_;
  Index frames_per_epoch_;
  Interrupt interrupt_;
  ProgressTarget clock_ = progress_on_stderr();
  std::unique_ptr<Progress> progress_;
  Index shown_epoch_ = 0, evaluated_ = 0;
  double last_step_ = clock_.seconds();
};

// Takes over what the checkpoint says about the run so far. The reference's files lack our keys:
// momentum then follows from the epoch, dropout starts a fresh stream, and one line says so.
void resume(const RunOptions& options, const RunModel& model, pose::SupervisedRun& run) {
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
    }
  } else {
    // Not the numbers that the first epochs drew.
    run.random.counter = static_cast<std::uint64_t>(run.epochs_done) << 32;
    fmt::print(stderr,
               "posegrad run: {} does not hold batch-norm momentum and dropout stream: momentum "
               "continues as epoch {} of {} "
               "has it, dropout with fresh numbers\n",
               model.checkpoint_path, run.epochs_done + 1, options.epochs);
  }
}

}  // namespace

pose::TrainingEnd run_training(const RunOptions& options, const pose::Dataset& dataset,
                               RunModel& model, const std::vector<pose::Sequence>& test,
                               JsonLog& log) {
  const std::vector<pose::Sequence> training = pose::select(
      dataset, {options.subjects_train, options.actions, options.downsample, options.subset});
  for (const pose::Sequence& s : training)
    if (!s.positions.defined())
      throw DataError(
          fmt::format("subject {}, action '{}' has no 3D poses to train on", s.subject, s.action));
  prepare_folder(options);

  pose::ChunkedBatches batches(training, dataset.mirroring, chunk_options(options, model.pose));
  nn::Adam optimizer(model.pose.state().parameters, {.learning_rate = options.learning_rate});
  pose::SupervisedRun run{model.pose,
                          optimizer,
                          batches,
                          {static_cast<std::uint64_t>(options.seed), 0},
                          options.learning_rate,
                          pose::Schedule::kFirstMomentum,
                          0,
                          {}};
  if (model.checkpoint) resume(options, model, run);
  console::print(console::training_on(pose::total_frames(training)));

  const bool single_frame = options.stride == 1 && !options.dense && options.optimizations;
  const pose::SupervisedOptions how{
      .epochs = options.epochs,
      .schedule = {options.lr_decay},
      .evaluate_each_epoch = options.eval,
      .form = single_frame ? pose::ModelForm::single_frame : pose::ModelForm::dilated};
  const Index frames = static_cast<Index>(batches.chunks().size()) * options.stride;
  TrainingSession session(options, dataset, run, model, log, frames);
  pose::TrainingEnd end = pose::TrainingEnd::interrupted;
  try {
    end = pose::train_supervised(run, how, dataset.mirroring, test, training, session.callbacks());
  } catch (const StopRequested&) {
  }
  session.stop_progress();
  if (end == pose::TrainingEnd::interrupted) session.save_interrupted();
  return end;
}

}  // namespace posegrad::apps
