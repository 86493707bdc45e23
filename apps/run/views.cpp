#include <algorithm>
#include <cmath>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/console/console.h"
#include "apps/console/progress.h"
#include "apps/console/signals.h"
#include "apps/files/named_files.h"
#include "apps/ranks/ranks.h"
#include "apps/run/data.h"
#include "apps/run/jobs.h"
#include "apps/run/model.h"
#include "apps/run/shards.h"
#include "apps/run/training_parts.h"
#include "pose/data/pose_files.h"
#include "pose/data/views/view_batches.h"
#include "pose/evaluation/evaluate_views.h"
#include "pose/evaluation/predict_windows.h"
#include "pose/training/views_task.h"
#include "pose/wild/pretrained.h"
#include "pose/wild/reconstruct.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

using pose::views::Clip;
using pose::views::EndlessViews;
using pose::views::ViewOptions;

/// Clips to learn from and clips to test with.
struct Clips {
  std::vector<Clip> training, test;
};

// -str left out: everybody who is not tested with.
Clips load_clips(const RunOptions& options) {
  const std::string path = files_of(options).positions_3d;
  require_file(path, names_between(options.data, "data_3d_", ".npz"), "-d can be",
               "make it with posegrad prepare mocap, or give the folder of the data with --data");
  const pose::Positions3d positions = pose::read_positions_3d(path);
  std::vector<std::string> names;
  for (const pose::Subject3d& subject : positions) names.push_back(subject.name);
  const RunOptions usual;
  const bool all_others = options.subjects_train == usual.subjects_train;
  const auto is_among = [](const std::vector<std::string>& list, const std::string& name) {
    return std::ranges::find(list, name) != list.end();
  };
  for (const auto& list :
       {all_others ? std::vector<std::string>{} : options.subjects_train, options.subjects_test})
    for (const std::string& name : list)
      if (!is_among(names, name))
        throw DataError(fmt::format("{}: it has no subject {}; there are: {}", path, name,
                                    fmt::join(names, ", ")));
  Clips clips;
  const auto require_some = [&](const std::vector<Clip>& found, const char* use) {
    if (found.empty())
      throw DataError(fmt::format("no action of {} to {} begins with {}", path, use,
                                  fmt::join(options.actions, " or ")));
  };
  for (const pose::Subject3d& subject : positions) {
    const bool tested = is_among(options.subjects_test, subject.name);
    const bool trained = all_others ? !tested : is_among(options.subjects_train, subject.name);
    for (const pose::Recording3d& recording : subject.recordings) {
      if (!pose::action_matches(recording.action, options.actions)) continue;
      const Clip clip{subject.name, recording.action, recording.poses};
      if (trained) clips.training.push_back(clip);
      if (tested) clips.test.push_back(clip);
    }
  }
  if (options.evaluate.empty()) require_some(clips.training, "train on");
  require_some(clips.test, "test with");
  return clips;
}

DataTerms view_terms(const RunOptions& options) {
  return {.joints_in = pose::kWindowKeypoints,
          .features = pose::kWindowFeatures,
          .joints_out = pose::views::kOutputJoints,
          .fps = options.view_rate,
          .facts = {.causal = options.causal,
                    .dense = false,
                    .mirrored = true,
                    .keypoint_layout = "coco",
                    .fps = options.view_rate,
                    .input = pose::ModelInput::person}};
}

std::string number(double x, double factor) {
  return std::isnan(x) ? "-" : fmt::format("{:.1f}", factor * x);
}

void print_table(const std::vector<pose::ViewGroup>& groups) {
  constexpr double kMillimetres = 1000;
  console::print(fmt::format("{:34}{:>7}{:>8}{:>9}{:>9}{:>7}   zero depth:{:>8}{:>9}", "", "views",
                             "MPJPE", "N-MPJPE", "P-MPJPE", "up", "N-MPJPE", "P-MPJPE"));
  for (const pose::ViewGroup& g : groups)
    console::print(fmt::format(
        "{:34}{:7}{:>8}{:>9}{:>9}{:>7}{:>22}{:>9}", g.kind + (g.name.empty() ? "" : ": ") + g.name,
        g.views, number(g.model.mpjpe, kMillimetres), number(g.model.n_mpjpe, kMillimetres),
        number(g.model.p_mpjpe, kMillimetres), number(g.model.up, 1),
        number(g.flat.n_mpjpe, kMillimetres), number(g.flat.p_mpjpe, kMillimetres)));
}

pose::ViewLifter person_lifter(const pose::TemporalModel& model, Index frames, bool mirror) {
  return [&model, frames, mirror](const std::vector<pose::views::View>& views) {
    const auto N = static_cast<Index>(views.size());
    const Tensor windows =
        Tensor::empty({N, frames, pose::kWindowKeypoints, pose::kWindowFeatures});
    float* to = windows.data<float>();
    for (const auto& view : views) to = std::ranges::copy(view.window, to).out;
    return (mirror ? pose::predict_windows_mirrored(model, windows, pose::views::mirroring())
                   : pose::predict_windows(model, windows))
        .to(Device::cpu);
  };
}

bool evaluate(const RunOptions& options, const pose::ViewLifter& lifter, const EndlessViews& test) {
  const Index count = options.views;
  constexpr std::uint64_t kKey = 31415;  // nobody trains with views of held-out motion
  console::print(console::evaluating());
  Interrupt interrupt;
  std::unique_ptr<Progress> progress;
  try {
    print_table(pose::evaluate_views(test, count, kKey, lifter, [&](Index done) {
      if (interrupt.requested()) throw StopRequested{};
      if (!progress)
        progress = std::make_unique<Progress>(progress_on_stderr(), "evaluating", "views", count);
      if (done < count)
        progress->update(done);
      else
        progress.reset();
    }));
  } catch (const StopRequested&) {
    return false;
  }
  return true;
}

/// Whether --evaluate names a model of keypoints on the screen.
bool evaluates_screen_model(const RunOptions& options) {
  if (options.evaluate.empty()) return false;
  const std::string path = require_checkpoint(options, options.evaluate);
  const pose::Checkpoint checkpoint = pose::read_checkpoint(path);
  return checkpoint.model_facts && checkpoint.model_facts->input == pose::ModelInput::screen;
}

// As `posegrad wild` would use it, for comparison.
bool evaluate_screen_model(const RunOptions& options, Device device, std::vector<Clip> clips) {
  const std::string path = require_checkpoint(options, options.evaluate);
  const pose::PretrainedModel model = pose::load_pretrained(path, {.causal = options.causal});
  if (model.layout->name != "coco")
    throw DataError(fmt::format("{}: the model takes {} keypoints; endless views have coco's", path,
                                model.layout->name));
  nn::move_to(model.poses, device);
  const Index frames = model.poses.receptive_field(),
              target = options.causal ? frames - 1 : frames / 2;
  const EndlessViews test(
      std::move(clips),
      {.frames = frames, .rate = options.view_rate, .causal = options.causal, .vary_pose = false});
  console::print(console::testing_on(test.total_frames()));
  return evaluate(options,
                  pose::screen_lifter(model, options.view_rate, target, options.prediction), test);
}

}  // namespace

bool run_views(const RunOptions& options, Device device) {
  console::print("Loading dataset...");
  Clips clips = load_clips(options);
  if (evaluates_screen_model(options))
    return evaluate_screen_model(options, device, std::move(clips.test));
  const DataTerms terms = view_terms(options);
  RunModel model = make_model(options, terms, say_on_stderr);
  nn::move_to(model.pose, device);
  introduce(options, model);
  if (options.evaluate.empty()) refuse_folder_in_use(options);
  JsonLog log = open_log(options);
  ViewOptions how{
      .frames = model.pose.receptive_field(), .rate = options.view_rate, .causal = options.causal};
  const bool only_test = !options.evaluate.empty();
  const EndlessViews training(only_test ? clips.test : std::move(clips.training), how);
  how.vary_pose = false;
  const EndlessViews test(std::move(clips.test), how);
  console::print(console::testing_on(test.total_frames()));

  if (only_test)
    return evaluate(options, person_lifter(model.pose, how.frames, options.prediction.mirror),
                    test);

  const Workers::Batches batches = [&](const pose::BatchSource* of) {
    return of ? std::make_unique<pose::ViewBatches>(dynamic_cast<const pose::ViewBatches&>(*of))
              : std::make_unique<pose::ViewBatches>(
                    training,
                    pose::ViewBatches::Options{.samples_per_epoch = options.samples_per_epoch,
                                               .samples_per_batch = options.batch_size});
  };
  Workers workers(options, model, batches, {});
  const std::optional<FolderLock> lock = prepare_folder(options);
  const pose::TrainingState state = workers.first().state();
  if (model.checkpoint) resume(options, model, state);
  console::print(console::training_on(training.total_frames()));
  std::optional<TrainingSession> session;
  if (Ranks::is_first()) session.emplace(TrainingSession::World{options, terms.facts, log, state});
  const auto make_task = [&](Worker& worker) {
    constexpr Index kAfterAnEpoch = 8192;
    return std::make_unique<pose::ViewsTask>(pose::ViewsTask::Setup{
        worker.model.pose, training, test, std::min(options.views, kAfterAnEpoch)});
  };
  const TrainingOutcome outcome = workers.train(make_task, session ? &*session : nullptr);
  if (outcome.end == pose::TrainingEnd::interrupted) return false;
  if (!outcome.summary.empty()) console::print(outcome.summary);
  if (outcome.failure) throw IoError(*outcome.failure);
  return true;
}

}  // namespace posegrad::apps
