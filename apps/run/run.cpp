#include <array>
#include <optional>

#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/console/console.h"
#include "apps/console/json_log.h"
#include "apps/console/signals.h"
#include "apps/files/named_files.h"
#include "apps/options/machine.h"
#include "apps/ranks/ranks.h"
#include "apps/run/data.h"
#include "apps/run/jobs.h"
#include "apps/run/model.h"
#include "apps/run/options.h"
#include "apps/run/training_parts.h"
#include "apps/run/training_session.h"
#include "apps/usage_error.h"
#include "pose/model/inference_model.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

void refuse_without_ground_truth(const RunOptions& options) {
  if (options.dataset.starts_with("custom") && !options.render)
    throw UsageError(
        fmt::format("-d {}: a custom set has no ground truth to {} on; give --evaluate FILE "
                    "--render --viz-export "
                    "FILE --viz-subject VIDEO --viz-action custom",
                    options.dataset, options.evaluate.empty() ? "train" : "evaluate"));
  if (options.render && (options.viz_subject.empty() || options.viz_action.empty()))
    throw UsageError("--render: needs to know which sequence; give --viz-subject and --viz-action");
}

void check_rendered_files(const RunOptions& options) {
  const pose::DatasetSources data = files_of(options);
  const std::array<NamedFile, 2> outputs{
      {{"--viz-export", options.viz_export}, {"--viz-output", options.viz_output}}};
  const std::array<NamedFile, 4> inputs{{{"-k/--keypoints", data.keypoints_2d},
                                         {"-d/--dataset", data.positions_3d},
                                         {"--evaluate", checkpoint_path(options, options.evaluate)},
                                         {"--viz-video", options.viz_video}}};
  check_output_files(outputs, inputs);
}

pose::Dataset load(const RunOptions& options) {
  console::print("Loading dataset...");
  const std::optional<pose::Positions3d> positions = load_positions(options);
  if (options.render && positions) refuse_ambiguous_action(options, *positions);
  console::print("Preparing data...\nLoading 2D detections...");
  return load_dataset(options, positions);
}

/// Trains, resumes, evaluates or exports as the checked options say. Returns the exit code.
int run_checked(const RunOptions& options) {
  refuse_without_ground_truth(options);
  if (options.render) check_rendered_files(options);
  const Device device = start_machine(options.machine);
  if (options.endless_views()) return run_views(options, device) ? 0 : kInterruptedExitCode;

  const pose::Dataset dataset = load(options);
  if (!options.actions.empty()) console::print(console::selected_actions(options.actions));
  RunModel model = make_model(options, data_terms(options, dataset), say_on_stderr);
  nn::move_to(model.pose, device);
  if (model.trajectory) nn::move_to(*model.trajectory, device);
  introduce(options, model);
  if (options.evaluate.empty()) refuse_folder_in_use(options);
  JsonLog log = open_log(options);
  if (options.render) {
    const std::vector<std::string> shown{find_subject(dataset, options.viz_subject).name};
    console::print(console::testing_on(pose::total_frames(
        pose::select(dataset, {shown, options.actions, options.downsample, 1}))));
    return run_render(options, dataset, model) ? 0 : kInterruptedExitCode;
  }
  const std::vector<pose::Sequence> test =
      pose::select(dataset, {options.subjects_test, options.actions, options.downsample, 1});
  require_ground_truth(options, test, "evaluate on");
  console::print(console::testing_on(pose::total_frames(test)));
  std::string summary;
  std::optional<std::string> failure;
  if (options.evaluate.empty()) {
    TrainingOutcome training = run_training(options, dataset, model, test, log);
    if (training.end == pose::TrainingEnd::interrupted) return kInterruptedExitCode;
    summary = std::move(training.summary);
    failure = std::move(training.failure);
  }
  run_evaluation(options, dataset, model, log);
  if (!summary.empty()) console::print(summary);
  if (failure) throw IoError(*failure);
  return 0;
}

}  // namespace

int run(std::span<const std::string> arguments) {
  const RunOptions options = parse_run_options(arguments);
  if (options.help) {
    console::print(help_text(run_help()));
    return 0;
  }
  return run_checked(options);
}

}  // namespace posegrad::apps
