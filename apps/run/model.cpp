#include "apps/run/model.h"

#include <cmath>
#include <filesystem>

#include <fmt/format.h>

#include "apps/console/shown.h"
#include "apps/files/named_files.h"
#include "pose/model/checkpoint/architecture.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

// Counters of the initial weights' random stream: a model takes a few each, two models of one run
// must not meet.
constexpr std::uint64_t kTrajectoryCounters = 1000;

pose::TemporalModelOptions model_options(const RunOptions& options, const DataTerms& data) {
  pose::TemporalModelOptions model{
      .joints_in = data.joints_in, .features = data.features, .joints_out = data.joints_out};
  if (options.architecture_told()) model.widths = options.architecture;
  if (options.channels_told()) model.channels = options.channels;
  model.dropout = options.dropout;
  model.causal = options.causal;
  model.dense = options.dense;
  return model;
}

using Say = std::function<void(const std::string& line)>;

// `ratio`: of the data's frame rate to the model's.
std::string frame_rate_advice(double ratio) {
  const double n = std::round(ratio);
  if (n < 1 || std::abs(ratio - n) > 1e-6) return "no --downsample makes them fit";
  return n == 1 ? "leave --downsample out" : fmt::format("give --downsample {}", n);
}

void check_facts(const RunOptions& options, const DataTerms& data,
                 const pose::Checkpoint& checkpoint, const std::string& path, const Say& say) {
  const pose::ModelFacts& wanted = data.facts;
  const auto causal_text = [](bool causal) { return causal ? "causal" : "not causal"; };
  if (!checkpoint.model_facts) {
    say(
        fmt::format("{} does not say how it was trained: taken to be {}, for {} keypoints{}, as "
                    "the options say",
                    path, causal_text(options.causal),
                    wanted.keypoint_layout.empty() ? "unnamed" : wanted.keypoint_layout,
                    wanted.fps > 0 ? fmt::format(" at {} frames per second", wanted.fps) : ""));
    return;
  }
  const auto check = [&](bool agrees, const std::string& message) {
    if (agrees) return;
    if (!options.force)
      throw DataError(fmt::format("{}: {} (--force uses it all the same)", path, message));
    say(fmt::format("{}: {}; used all the same (--force)", path, message));
  };
  const pose::ModelFacts& facts = *checkpoint.model_facts;
  check(facts.causal == wanted.causal,
        facts.causal ? "the model is causal, but --causal was not given; give --causal"
                     : "the model is not causal, but --causal was given; leave --causal out");
  if (!facts.keypoint_layout.empty() && !wanted.keypoint_layout.empty())
    check(facts.keypoint_layout == wanted.keypoint_layout,
          fmt::format("the model takes {} keypoints, the data are {}; give other keypoints with -k",
                      facts.keypoint_layout, wanted.keypoint_layout));
  check(facts.input == wanted.input,
        facts.input == pose::ModelInput::person
            ? "the model takes windows around a person; give -d mocap_NAME -k views"
            : "the model takes keypoints on the screen, not windows around a person; give other "
              "data with -d and -k");
  if (facts.fps > 0 && wanted.fps > 0)
    check(facts.fps == wanted.fps,
          fmt::format("the model was trained at {} frames per second, the data have {}; {}",
                      facts.fps, wanted.fps, frame_rate_advice(data.fps / facts.fps)));
  if (!options.resume.empty())
    check(
        facts.mirrored == wanted.mirrored,
        facts.mirrored
            ? "the model was trained with mirrored samples, but -no-da was given; leave -no-da out"
            : "the model was trained without mirrored samples, but -no-da was not given; give "
              "-no-da");
}

// The same network with one joint: the root's path.
void add_trajectory_model(RunModel& model, pose::TemporalModelOptions options, std::uint64_t seed) {
  options.joints_out = 1;
  model.trajectory.emplace(options, seed, kTrajectoryCounters);
}

}  // namespace

DataTerms data_terms(const RunOptions& options, const pose::Dataset& dataset) {
  return {.joints_in = dataset.keypoint_joints(),
          .features = dataset.keypoint_features(),
          .joints_out = dataset.skeleton.num_joints(),
          .fps = dataset.fps,
          .facts = {.causal = options.causal,
                    .dense = options.dense,
                    .mirrored = options.data_augmentation,
                    .keypoint_layout = options.model_layout.empty() ? dataset.keypoint_layout
                                                                    : options.model_layout,
                    .fps = dataset.fps / static_cast<double>(options.downsample)}};
}

std::string require_checkpoint(const RunOptions& options, const std::string& file) {
  const std::string path = (std::filesystem::path(options.checkpoint) / file).string();
  std::vector<std::string> files = names_between(options.checkpoint, "", ".bin");
  for (std::string& name : files) name += ".bin";
  require_file(path, files, fmt::format("the checkpoint folder {} holds", options.checkpoint),
               "give the checkpoint folder with -c");
  return path;
}

void say_on_stderr(const std::string& line) {
  console::note(fmt::format("posegrad run: {}", line));
}

RunModel make_model(const RunOptions& options, const DataTerms& data, const Say& say) {
  pose::TemporalModelOptions wanted = model_options(options, data);
  const auto seed = static_cast<std::uint64_t>(options.seed);
  const std::string& file = options.evaluate.empty() ? options.resume : options.evaluate;
  if (file.empty()) {
    RunModel fresh{pose::TemporalModel(wanted, seed), {}, {}, {}};
    if (options.trains_trajectory()) add_trajectory_model(fresh, wanted, seed);
    return fresh;
  }

  const std::string path = require_checkpoint(options, file);
  pose::Checkpoint checkpoint = pose::read_checkpoint(path);
  for (const std::string& note : checkpoint.notes) say(note);
  // The reference resumes without an optimizer too.
  if (!options.resume.empty() && !options.compat_resume) pose::require_training(checkpoint, path);
  const std::string where = pose::place_in(path, checkpoint.pos_key);
  const pose::Architecture found = pose::architecture_of(checkpoint.model_pos, where);
  if (!options.architecture_told()) {
    if (const std::vector<Index> widths = found.widths(options.dense); !widths.empty())
      wanted.widths = widths;
  }
  if (!options.channels_told()) wanted.channels = found.channels;
  pose::check_architecture(found, wanted, path);
  check_facts(options, data, checkpoint, path, say);

  RunModel model{pose::TemporalModel(wanted, seed), {}, {}, path};
  pose::load_state(model.pose, checkpoint.model_pos, where);
  if (checkpoint.model_traj) {
    add_trajectory_model(model, wanted, seed);
    pose::load_state(*model.trajectory, *checkpoint.model_traj,
                     pose::place_in(path, checkpoint.traj_key));
  }
  model.checkpoint = std::move(checkpoint);
  return model;
}

}  // namespace posegrad::apps
