#include "pose/wild/reconstruct.h"

#include <boost/test/unit_test.hpp>

#include "pose/formats/torch_file.h"
#include "pose/geometry/camera.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "tensor/error.h"
#include "tests/support/random_tensor.h"
#include "tests/support/temporary_folder.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

const VideoSize kSize{640, 480};
constexpr FrameRate k25{25, 1}, k50{50, 1};

struct Saved {
  TemporalModelOptions shape{.widths = {3, 3}, .channels = 8};
  ModelFacts facts{.keypoint_layout = "coco", .fps = 50};
  bool says = true, with_path = false;
};

/// A checkpoint with fresh weights in a folder of its own.
class CheckpointFile {
 public:
  explicit CheckpointFile(Saved saved = {}) {
    Checkpoint checkpoint;
    checkpoint.model_pos = save_state(TemporalModel(saved.shape, 3));
    if (saved.with_path) {
      TemporalModelOptions one = saved.shape;
      one.joints_out = 1;
      checkpoint.model_traj = save_state(TemporalModel(one, 4));
    }
    if (saved.says) checkpoint.model_facts = saved.facts;
    write_checkpoint(path, checkpoint);
  }

 private:
  TemporaryFolder folder_;

 public:
  const std::string path = folder_ / "model.bin";
};

Tensor keypoints(Index frames, Index numbers = 3) {
  return random_tensor({frames, 17, numbers}, DType::f32, 5, 100, 400);
}

std::string refusal(const CheckpointFile& file, const PretrainedOptions& options = {}) {
  try {
    load_pretrained(file.path, options);
  } catch (const DataError& error) {
    const std::string text = error.what();
    return text.starts_with(file.path) ? text.substr(file.path.size()) : text;
  }
  return "not refused";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(reconstruct_poses)

BOOST_AUTO_TEST_CASE(a_checkpoint_tells_its_model) {
  Saved saved{.with_path = true};
  saved.shape.features = 3;
  saved.shape.causal = saved.facts.causal = true;
  const CheckpointFile file(saved);
  const PretrainedModel model = load_pretrained(file.path);
  BOOST_TEST(model.poses.receptive_field() == 9);
  BOOST_TEST(model.poses.options().causal);
  BOOST_TEST(model.poses.options().features == 3);
  BOOST_TEST(model.path->options().joints_out == 1);
  BOOST_TEST(model.layout->name == "coco");
  BOOST_TEST(model.skeleton->num_joints() == 17);
  BOOST_TEST(model.fps.value() == 50);
  BOOST_TEST(model.notes.empty());
}

BOOST_AUTO_TEST_CASE(a_dense_model_keeps_its_receptive_field) {
  Saved saved;
  saved.shape.dense = saved.facts.dense = true;
  BOOST_TEST(load_pretrained(CheckpointFile(saved).path).poses.receptive_field() == 9);
  saved.says = false;
  BOOST_TEST(load_pretrained(CheckpointFile(saved).path, {.dense = true}).poses.receptive_field() ==
             9);
}

BOOST_AUTO_TEST_CASE(a_checkpoint_that_says_nothing_is_taken_for_coco_with_a_note) {
  const CheckpointFile file({.says = false});
  const PretrainedModel model = load_pretrained(file.path);
  BOOST_TEST(model.layout->name == "coco");
  BOOST_REQUIRE(model.notes.size() == 1U);
  BOOST_TEST(model.notes[0] ==
             file.path +
                 " does not say which keypoints it takes: coco is assumed (--model-layout)");
  BOOST_TEST(!model.fps.has_value());
  const PretrainedModel told = load_pretrained(file.path, {.layout = "h36m"});
  BOOST_TEST(told.layout->name == "h36m");
  BOOST_TEST(told.notes.empty());
}

BOOST_AUTO_TEST_CASE(contradictions_are_refused_with_both_sides) {
  const CheckpointFile file;
  BOOST_TEST(refusal(file, {.layout = "h36m"}) ==
             ": the model takes coco keypoints, but --model-layout h36m was given");
  BOOST_TEST(refusal(file, {.causal = true}) ==
             ": the model is not causal, but --causal was given; leave it out");
  BOOST_TEST(refusal(file, {.dense = true}) ==
             ": the model is not dense, but --dense was given; leave it out");
  Saved other;
  other.shape.joints_in = 16;
  BOOST_TEST(refusal(CheckpointFile(other)) ==
             ": the model takes 32 numbers a frame, which are not 2 or 3 for each of the 17 "
             "keypoints of the layout coco; give the model's own with --model-layout");
  other = {};
  other.shape.joints_out = 16;
  BOOST_TEST(refusal(CheckpointFile(other)) ==
             ": the model returns 16 joints; known skeletons have 17 (Human3.6M), 15 or 20 "
             "(HumanEva)");
  other = {};
  other.facts.keypoint_layout = "hands";
  BOOST_TEST(refusal(CheckpointFile(other)) ==
             ": it takes keypoints of the layout 'hands', which is not known");
}

BOOST_AUTO_TEST_CASE(claims_that_the_weights_do_not_bear_out_are_refused) {
  Saved saved;
  saved.facts.dense = true;
  BOOST_TEST(refusal(CheckpointFile(saved)) ==
             ": model_pos: its filters are not those of a dense model, which it is said to be");
  saved = {};
  saved.shape.channels = 1;
  saved.shape.widths = std::vector<Index>(20, 3);
  BOOST_TEST(refusal(CheckpointFile(saved)) == ": its filters see more than 32768 frames at once");
  const CheckpointFile file({.with_path = true});
  Checkpoint checkpoint = read_checkpoint(file.path);
  checkpoint.model_traj = checkpoint.model_pos;
  write_checkpoint(file.path, checkpoint);
  BOOST_TEST(refusal(file) ==
             ": model_traj: shrink.weight has shape (51, 8, 1), this model needs (3, 8, 1)");
}

BOOST_AUTO_TEST_CASE(what_was_left_aside_is_noted) {
  const CheckpointFile file;
  formats::Value content = formats::torch_load(file.path);
  content.set("cfg", formats::Value::object("mmcv.Config", formats::Value::tuple()));
  formats::torch_save(file.path, content);
  const PretrainedModel model = load_pretrained(file.path);
  BOOST_REQUIRE(model.notes.size() == 1U);
  BOOST_TEST(model.notes[0] == file.path + ": left aside beside the weights: cfg (mmcv.Config)");
}

BOOST_AUTO_TEST_CASE(at_the_models_own_rate_nothing_is_resampled) {
  const CheckpointFile file;
  const PretrainedModel model = load_pretrained(file.path);
  const Tensor pixels = keypoints(30, 2);
  const Reconstruction result = reconstruct(
      model, pixels, {.size = kSize, .video = k50, .model = k50, .prediction = {.mirror = false}});
  BOOST_TEST(!result.has_path);
  Sequence sequence;
  sequence.keypoints = normalize_screen(pixels, kSize.width, kSize.height);
  const Tensor expected = predict(model.poses, sequence, {}, {.mirror = false});
  BOOST_TEST((result.poses.shape() == Shape{30, 17, 3}));
  for (Index e = 0; e < expected.numel(); ++e) BOOST_REQUIRE(result.poses.at(e) == expected.at(e));
}

BOOST_AUTO_TEST_CASE(a_slower_video_goes_through_the_model_at_its_rate_and_back) {
  const PretrainedModel model = load_pretrained(CheckpointFile({.with_path = true}).path);
  const Tensor slow = keypoints(31);
  const Tensor fast = resample(slow, k25, k50);
  const Reconstruction found = reconstruct(
      model, slow, {.size = kSize, .video = k25, .model = k50, .prediction = {.mirror = true}});
  const Reconstruction expected = reconstruct(
      model, fast, {.size = kSize, .video = k50, .model = k50, .prediction = {.mirror = true}});
  BOOST_TEST(found.has_path);
  BOOST_TEST((found.poses.shape() == Shape{31, 17, 3}));
  for (Index t = 0; t < 31; ++t)
    for (Index e = 0; e < 51; ++e)
      BOOST_REQUIRE(found.poses.at(t * 51 + e) == expected.poses.at(2 * t * 51 + e));
}

BOOST_AUTO_TEST_CASE(the_path_moves_every_joint_alike) {
  const PretrainedModel model = load_pretrained(CheckpointFile({.with_path = true}).path);
  PretrainedModel still = load_pretrained(CheckpointFile().path);
  const ReconstructOptions options{
      .size = kSize, .video = k50, .model = k50, .prediction = {.mirror = true}};
  const Tensor pixels = keypoints(12);
  const Tensor moved = reconstruct(model, pixels, options).poses;
  const Tensor relative = reconstruct(still, pixels, options).poses;
  for (Index t = 0; t < 12; ++t)
    for (Index j = 0; j < 17; ++j)
      for (Index c = 0; c < 3; ++c) {
        const Index e = (t * 17 + j) * 3 + c, root = t * 51 + c;
        BOOST_TEST(std::abs((moved.at(e) - relative.at(e)) - (moved.at(root) - relative.at(root))) <
                   1e-5);
      }
}

BOOST_AUTO_TEST_CASE(scores_that_the_model_takes_must_be_there) {
  Saved saved;
  saved.shape.features = 3;
  const CheckpointFile file(saved);
  const PretrainedModel model = load_pretrained(file.path);
  BOOST_CHECK_EXCEPTION(
      reconstruct(model, keypoints(5, 2), {.size = kSize, .video = k50, .model = k50}), DataError,
      [&](const DataError& error) {
        return error.what() == file.path +
                                   ": the model takes x, y and score of every keypoint; these "
                                   "keypoints have no scores";
      });
  BOOST_CHECK_THROW(
      reconstruct(model, random_tensor({5, 16, 3}), {.size = kSize, .video = k50, .model = k50}),
      ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
