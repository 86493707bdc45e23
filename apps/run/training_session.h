#pragma once
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "apps/console/json_log.h"
#include "apps/console/progress.h"
#include "apps/console/signals.h"
#include "apps/run/history.h"
#include "apps/run/model.h"
#include "apps/run/options.h"
#include "apps/run/side_outputs.h"
#include "apps/run/tensorboard_log.h"
#include "pose/training/training_run.h"
#include "pose/training/training_state.h"

namespace posegrad::apps {

/// Thrown out of an evaluation to stop a run; the epoch's steps are all done then.
struct StopRequested {};

/// What goes on between a training run and the outside world: progress, console lines, log,
/// checkpoints, history, TensorBoard, Ctrl-C. Keeps the references.
class TrainingSession {
 public:
  struct World {
    const RunOptions& options;
    const pose::ModelFacts& facts;
    JsonLog& log;
    pose::TrainingState state;
  };
  explicit TrainingSession(World world);

  pose::TrainingCallbacks callbacks();
  /// Writes FILE into the checkpoint folder. Throws NumericError, and leaves an older FILE, when a
  /// number of the models is not finite.
  void save(const std::string& file);
  /// Writes interrupted.bin and says how to go on.
  void save_interrupted();
  /// What was trained here and where everything lies; empty when no epoch was left to train.
  std::string summary() const;
  void stop_progress() { progress_.reset(); }
  /// What could not be printed, logged or drawn.
  std::optional<std::string> failure() const { return side_.failure(); }
  bool interrupted() const noexcept { return interrupt_.requested(); }

 private:
  enum class Shown { nothing, epoch, evaluation };

  void after_step(const pose::StepReport& report);
  void evaluation(Index done, Index all);
  void after_epoch(const pose::EpochReport& report);
  void log_epoch(Index epoch, const std::vector<pose::EpochFigure>& figures);
  void print(const std::string& text);
  void log(const nlohmann::json& line);
  void show(Shown what, const std::string& title, Index total, Index done_before);

  World world_;
  SideOutputs side_;
  RunHistory history_;
  TensorboardLog tensorboard_;
  Index frames_per_epoch_;
  Interrupt interrupt_;
  ProgressTarget target_ = progress_on_stderr();
  std::unique_ptr<Progress> progress_;
  Shown shown_ = Shown::nothing;
  Index evaluated_ = 0;
  Index epochs_ = 0;                              // of this run
  double seconds_ = 0;                            // of those
  std::optional<std::pair<Index, double>> best_;  // epoch and its test error, metres
  double last_step_ = 0;                          // seconds of the target's clock
};

/// FILE inside the checkpoint folder.
std::string checkpoint_path(const RunOptions& options, const std::string& file);

}  // namespace posegrad::apps
