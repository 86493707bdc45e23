#include "apps/run/training_session.h"

#include <filesystem>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/run/epoch_figures.h"

namespace posegrad::apps {
namespace {

constexpr double kMillimetres = 1000;

}  // namespace

std::string checkpoint_path(const RunOptions& options, const std::string& file) {
  return (std::filesystem::path(options.checkpoint) / file).string();
}

TrainingSession::TrainingSession(World world)
    : world_(world),
      history_(world.options, world.state.run.epochs_done),
      tensorboard_(world.options.tensorboard, world.state.run.epochs_done + 1),
      frames_per_epoch_(world.state.run.batches.samples_per_epoch() *
                        world.state.run.batches.frames_per_sample()),
      last_step_(target_.seconds()) {}

pose::TrainingCallbacks TrainingSession::callbacks() {
  return {.after_step = [this](const pose::StepReport& report) { after_step(report); },
          .evaluation_progress = [this](Index done, Index all) { evaluation(done, all); },
          .after_epoch = [this](const pose::EpochReport& report) { after_epoch(report); },
          .should_stop = [this] { return interrupt_.requested(); }};
}

void TrainingSession::save(const std::string& file) {
  const std::string path = checkpoint_path(world_.options, file);
  stop_progress();
  const pose::Checkpoint checkpoint = pose::checkpoint_of(world_.state, world_.facts);
  print(console::saving_checkpoint(path));
  pose::write_checkpoint(path, checkpoint);
}

void TrainingSession::save_interrupted() {
  save("interrupted.bin");
  console::note(
      fmt::format("posegrad run: interrupted in epoch {}; go on with the same command and --resume "
                  "interrupted.bin",
                  world_.state.run.epochs_done + 1));
}

void TrainingSession::print(const std::string& text) {
  side_.attempt(SideOutputs::Kind::text, [&] { console::print(text); });
}

void TrainingSession::log(const nlohmann::json& line) {
  side_.attempt(SideOutputs::Kind::log, [&] { world_.log.write(line); });
}

void TrainingSession::show(Shown what, const std::string& title, Index total, Index done_before) {
  shown_ = what;
  progress_.reset();
  progress_ = std::make_unique<Progress>(target_, title, "frames", total, done_before);
}

void TrainingSession::after_step(const pose::StepReport& report) {
  const Index done = world_.state.run.partial->frames;
  if (shown_ != Shown::epoch)
    show(Shown::epoch, fmt::format("epoch {}/{}", report.epoch, world_.options.epochs),
         frames_per_epoch_, done - report.frames);
  progress_->update(done, fmt::format("loss {:.1f} mm", report.loss * kMillimetres));
  if (!world_.log.is_on()) return;
  const double now = target_.seconds();
  log({{"event", "step"},
       {"epoch", report.epoch},
       {"step", report.step},
       {"global_step", report.global_step},
       {"loss_mm", report.loss * kMillimetres},
       {"learning_rate", report.learning_rate},
       {"samples_per_second", static_cast<double>(report.frames) / (now - last_step_)}});
  last_step_ = now;
}

void TrainingSession::evaluation(Index done, Index all) {
  // Shards go on together: they stop between steps.
  if (interrupt_.requested() && !world_.state.run.shard) throw StopRequested{};
  if (shown_ != Shown::evaluation || done <= evaluated_)
    show(Shown::evaluation, "evaluating", all, 0);
  evaluated_ = done;
  progress_->update(done);
}

void TrainingSession::after_epoch(const pose::EpochReport& report) {
  stop_progress();
  shown_ = Shown::nothing;
  print(console::epoch(report));
  const std::vector<pose::EpochFigure> figures = figures_of(report);
  if (world_.log.is_on()) log_epoch(report.epoch, figures);
  side_.attempt(SideOutputs::Kind::history, [&] { history_.add(report.epoch, figures); });
  side_.attempt(SideOutputs::Kind::tensorboard, [&] { tensorboard_.add(report.epoch, figures); });
  ++epochs_;
  seconds_ += report.seconds;
  if (report.valid_error && (!best_ || *report.valid_error < best_->second))
    best_ = {report.epoch, *report.valid_error};
  last_step_ = target_.seconds();
  if (report.epoch % world_.options.checkpoint_frequency == 0 ||
      report.epoch == world_.options.epochs)
    save(fmt::format("epoch_{}.bin", report.epoch));
}

std::string TrainingSession::summary() const {
  if (epochs_ == 0) return "";
  const RunOptions& options = world_.options;
  return console::summary(
      {.epochs = epochs_,
       .seconds = seconds_,
       .best = best_,
       .about_best = options.endless_views()
                         ? ""
                         : "(over all test frames, not mirrored; the figures above weigh every "
                           "action alike and are of the last epoch)",
       .files = {
           {"Checkpoint",
            checkpoint_path(options, fmt::format("epoch_{}.bin", world_.state.run.epochs_done))},
           {"Figures", history_.path()},
           {"Curves", history_.curves()},
           {"Log", options.log},
           {"Events", options.tensorboard}}});
}

void TrainingSession::log_epoch(Index epoch, const std::vector<pose::EpochFigure>& figures) {
  nlohmann::json line{{"event", "epoch"}, {"epoch", epoch}};
  for (const pose::EpochFigure& figure : figures) {
    const EpochFigureNames& names = *find_figure(figure.name);
    line[std::string(names.log_key)] = figure.value * names.in_log;
  }
  log(line);
}

}  // namespace posegrad::apps
