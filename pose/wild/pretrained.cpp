#include "pose/wild/pretrained.h"

#include <filesystem>

#include <fmt/format.h>

#include "pose/data/views/endless_views.h"
#include "pose/model/checkpoint/architecture.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr const char* kUsualLayout = "coco";

void check_agrees(const std::string& path, bool told, bool said, const char* what,
                  const char* option) {
  if (told && !said)
    throw DataError(
        fmt::format("{}: the model is not {}, but {} was given; leave it out", path, what, option));
}

const KeypointLayout& layout_of(const std::optional<ModelFacts>& facts,
                                const PretrainedOptions& options, PretrainedModel& model) {
  const std::string said = facts ? facts->keypoint_layout : "";
  if (!said.empty() && !options.layout.empty() && said != options.layout)
    throw DataError(fmt::format("{}: the model takes {} keypoints, but --model-layout {} was given",
                                model.checkpoint, said, options.layout));
  if (said.empty() && options.layout.empty())
    model.notes.push_back(
        fmt::format("{} does not say which keypoints it takes: {} is assumed (--model-layout)",
                    model.checkpoint, kUsualLayout));
  const std::string name = !said.empty()             ? said
                           : !options.layout.empty() ? options.layout
                                                     : kUsualLayout;
  const KeypointLayout* layout = find_keypoint_layout(name);
  if (layout == nullptr)
    throw DataError(fmt::format("{}: it takes keypoints of the layout '{}', which is not known",
                                model.checkpoint, name));
  return *layout;
}

const Skeleton& skeleton_of(Index joints, const std::string& path) {
  for (const Skeleton* skeleton : {&h36m_17(), &humaneva_15(), &humaneva_20()})
    if (skeleton->num_joints() == joints) return *skeleton;
  throw DataError(fmt::format(
      "{}: the model returns {} joints; known skeletons have 17 (Human3.6M), 15 or 20 (HumanEva)",
      path, joints));
}

// 34 inputs of 17 joints are x, y; 51 are x, y, score.
Index features_of(Index inputs, const KeypointLayout& layout, const std::string& path) {
  const Index joints = layout.num_joints();
  if (inputs == 2 * joints) return 2;
  if (inputs == 3 * joints) return 3;
  throw DataError(
      fmt::format("{}: the model takes {} numbers a frame, which are not 2 or 3 for each of the {} "
                  "keypoints of the layout {}; give the model's own with --model-layout",
                  path, inputs, joints, layout.name));
}

}  // namespace

PretrainedModel load_pretrained(const std::string& path, const PretrainedOptions& options) {
  const Checkpoint checkpoint = read_checkpoint(path);
  const std::optional<ModelFacts>& facts = checkpoint.model_facts;
  if (facts) {
    check_agrees(path, options.causal, facts->causal, "causal", "--causal");
    check_agrees(path, options.dense, facts->dense, "dense", "--dense");
  }
  const std::string where = place_in(path, checkpoint.pos_key);
  const Architecture found = architecture_of(checkpoint.model_pos, where);
  TemporalModelOptions shape{.channels = found.channels};
  shape.causal = facts ? facts->causal : options.causal;
  shape.dense = facts ? facts->dense : options.dense;
  shape.widths = found.widths(shape.dense);
  if (shape.widths.empty())
    throw DataError(fmt::format(
        "{}: its filters are not those of a dense model, which it is said to be", where));
  shape.joints_out = found.joints_out;

  PretrainedModel model{
      path, TemporalModel({.channels = 1}, 0), {}, nullptr, nullptr, {}, {}, checkpoint.notes};
  model.layout = &layout_of(facts, options, model);
  if (facts) model.input = facts->input;
  if (model.input == ModelInput::person) {
    model.skeleton = &h36m_17();
    shape.joints_in = kWindowKeypoints;
    shape.features = kWindowFeatures;
    shape.joints_out = views::kOutputJoints;
  } else {
    model.skeleton = &skeleton_of(found.joints_out, path);
    shape.joints_in = model.layout->num_joints();
    shape.features = features_of(found.inputs, *model.layout, path);
  }
  check_architecture(found, shape, path);
  model.poses = TemporalModel(shape, 0);
  load_state(model.poses, checkpoint.model_pos, where);
  if (checkpoint.model_traj) {
    shape.joints_out = 1;
    model.path.emplace(shape, 0);
    load_state(*model.path, *checkpoint.model_traj, place_in(path, checkpoint.traj_key));
  }
  if (facts && facts->fps > 0) model.fps = facts->fps;
  if (const std::string statistics = statistics_path(path); std::filesystem::exists(statistics))
    model.statistics = read_pose_statistics(statistics);
  return model;
}

}  // namespace posegrad::pose
