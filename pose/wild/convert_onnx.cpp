#include "pose/wild/convert_onnx.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/data/views/endless_views.h"
#include "pose/formats/atomic_file.h"
#include "pose/model/onnx_graph.h"

namespace posegrad::pose {
namespace {

constexpr const char* kScreenInput =
    "of each keypoint x / width * 2 - 1 and y / width * 2 - height / width, of pixels in a picture "
    "of "
    "that width and height";
constexpr const char* kScore = "; then the keypoint's score";
constexpr const char* kPersonInput =
    "one window of frames around the person for each pose, as docs/onnx.md says: x and y of each "
    "keypoint in units of the person's size, as seen by a camera turned to the person's middle in "
    "the window's target frame, and 1 where it was seen, else 0; the last keypoint is the view: "
    "two "
    "angles (rad) and the logarithm of the size";

constexpr const char* kScreenPoses =
    "camera space, metres: x right, y down, z forward, relative to the first joint";
constexpr const char* kPersonPoses =
    "metres, relative to the first joint, by the axes of the turned camera: x right, y down, z "
    "forward; the last joint is 0.5 m above the first, against gravity";
constexpr const char* kPath = "camera space, metres: the first joint's place";

std::string list(const auto& items) { return fmt::format("{}", fmt::join(items, ",")); }

bool is_of_person(const PretrainedModel& model) { return model.input == ModelInput::person; }

std::vector<std::string> with(std::vector<std::string> names, const char* last, bool wanted) {
  if (wanted) names.emplace_back(last);
  return names;
}

std::string normalisation(const PretrainedModel& model) {
  if (is_of_person(model)) return kPersonInput;
  return model.poses.options().features == 3 ? std::string(kScreenInput) + kScore : kScreenInput;
}

using Metadata = std::vector<std::pair<std::string, std::string>>;

Metadata metadata_of(const PretrainedModel& model) {
  const TemporalModelOptions& options = model.poses.options();
  const Index frames = model.poses.receptive_field(), half = model.poses.padding();
  const bool person = is_of_person(model);
  Metadata metadata{
      {"receptive_field", fmt::format("{}", frames)},
      {"causal", options.causal ? "true" : "false"},
      // Frames that keep a sequence's length, as posegrad pads it by its first and last one.
      {"padding_before", fmt::format("{}", options.causal ? frames - 1 : half)},
      {"padding_after", fmt::format("{}", options.causal ? 0 : half)},
      {"input", person ? "person" : "screen"},
      {"normalisation", normalisation(model)},
      {"keypoint_layout", model.layout->name},
      {"keypoints", list(with(model.layout->joints, "view", person))},
      {"keypoints_left", list(model.layout->left)},
      {"keypoints_right", list(model.layout->right)},
      {"joints", list(with(model.skeleton->names, "up", person))},
      {"joints_left", list(model.skeleton->joints_left)},
      {"joints_right", list(model.skeleton->joints_right)},
      {"joint_parents", list(model.skeleton->parents)},
      {"output", person ? kPersonPoses : kScreenPoses}};
  if (model.fps) metadata.emplace_back("fps", fmt::format("{}", *model.fps));
  return metadata;
}

void describe(const PretrainedModel& model, formats::OnnxModel& onnx) {
  onnx.metadata = metadata_of(model);
  onnx.doc = fmt::format(
      "3D poses from 2D keypoints, {} frames for each pose{}. Written by posegrad; the metadata "
      "say "
      "what goes in and comes out.",
      model.poses.receptive_field(), model.poses.options().causal ? ", none after it" : "");
  onnx.inputs.front().doc = normalisation(model);
  onnx.outputs.front().doc = is_of_person(model) ? kPersonPoses : kScreenPoses;
  if (model.path) onnx.outputs.back().doc = kPath;
}

Index parameters_of(const TemporalModel& model) { return model.state().parameter_count(); }

}  // namespace

WeightsFile convert_to_onnx(const std::string& input, const std::string& output,
                            const PretrainedOptions& options) {
  const PretrainedModel model = load_pretrained(input, options);
  formats::OnnxModel onnx = onnx_graph(model.poses, model.path ? &*model.path : nullptr);
  describe(model, onnx);
  formats::write_file(output, formats::onnx_bytes(onnx));
  WeightsFile written{
      .parameters = parameters_of(model.poses) + (model.path ? parameters_of(*model.path) : 0),
      .bytes = 0,
      .sha256 = {},
      .notes = model.notes};
  describe_file(output, written);
  return written;
}

}  // namespace posegrad::pose
