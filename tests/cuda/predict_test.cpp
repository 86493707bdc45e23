// Predictions on a GPU, where frames are padded, mirrored and cut by kernels, against the CPU.
#include "pose/evaluation/predict.h"

#include "pose/evaluation/predict_on_gpu.h"
#include "pose/model/inference_model.h"
#include "tensor/precision.h"
#include "tests/cuda/close.h"
#include "tests/support/throws.h"
#include "tests/support/trained_model.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

const Mirroring kMirroring{{{1}, {2}}, {{0}, {3}}};

TemporalModelOptions small_options(bool causal) {
  TemporalModelOptions options{.widths = {3, 3, 3}, .channels = 16};
  options.causal = causal;
  return options;
}

// A short one, none, one frame, and one longer than some blocks.
std::vector<Sequence> some_sequences() {
  std::vector<Sequence> sequences;
  for (const Index frames : {50, 3, 0, 1, 310, 27}) {
    sequences.emplace_back();
    sequences.back().keypoints =
        random_tensor({frames, 5, 2}, DType::f32, static_cast<std::uint64_t>(frames));
  }
  return sequences;
}

void check_predictions(double share, bool fast = true) {
  const std::vector<Sequence> sequences = some_sequences();
  for (const bool causal : {false, true})
    for (const bool mirror : {false, true}) {
      const TemporalModel model = trained_model(small_options(causal));
      const std::vector<Tensor> expected = predict(model, sequences, kMirroring, {mirror, fast});
      nn::move_to(model, Device::cuda);
      const std::vector<Tensor> found = predict(model, sequences, kMirroring, {mirror, fast});
      BOOST_REQUIRE(found.size() == expected.size());
      for (std::size_t s = 0; s < found.size(); ++s) {
        BOOST_TEST((found[s].device() == Device::cpu));
        check_close(found[s], expected[s], share);
      }
      const Tensor joined = predict_joined(model, sequences, kMirroring, {mirror, fast});
      BOOST_TEST((joined.device() == Device::cuda));
      BOOST_TEST((joined.shape() == Shape{391, 4, 3}));
      check_close(joined.rows(54, 364), expected[4], share);
    }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(predict_on_a_gpu)

BOOST_AUTO_TEST_CASE(gives_the_poses_of_the_cpu) {
  set_precision(Precision::fp32);
  check_predictions(kFp32);
  set_precision(Precision::tf32);
  check_predictions(kTf32);
}

BOOST_AUTO_TEST_CASE(the_plain_model_does_too) {
  set_precision(Precision::fp32);
  check_predictions(kFp32, false);
}

BOOST_AUTO_TEST_CASE(blocks_leave_no_seam) {
  set_precision(Precision::fp32);
  const std::vector<Sequence> sequences = some_sequences();
  for (const bool causal : {false, true})
    for (const bool mirror : {false, true}) {
      const TemporalModel model = trained_model(small_options(causal));
      const Tensor expected = predict_joined(model, sequences, kMirroring, {mirror});
      nn::move_to(model, Device::cuda);
      std::vector<std::size_t> blocks;
      for (const Index rows : {1, 300, 1000, 100000}) {
        std::vector<Index> steps;
        const Tensor found = predict_on_gpu("model_pos", model, sequences, kMirroring, {mirror},
                                            rows, [&](Index done, Index all) {
                                              BOOST_TEST(all == 391);
                                              steps.push_back(done);
                                            });
        check_close(found, expected, kFp32);
        BOOST_TEST(std::ranges::is_sorted(steps));
        BOOST_TEST(steps.back() == 391);
        blocks.push_back(steps.size());
      }
      BOOST_TEST(blocks.front() >= 4U);
      BOOST_TEST(blocks.back() == 1U);
      BOOST_TEST(std::ranges::is_sorted(blocks, std::greater<>{}));
    }
}

BOOST_AUTO_TEST_CASE(trajectories_swap_no_joint) {
  set_precision(Precision::fp32);
  const std::vector<Sequence> sequences = some_sequences();
  const TemporalModel model({.joints_in = 5, .joints_out = 1, .widths = {3, 3}, .channels = 8}, 3);
  const std::vector<Tensor> expected = predict_trajectories(model, sequences, kMirroring, {});
  nn::move_to(model, Device::cuda);
  const std::vector<Tensor> found = predict_trajectories(model, sequences, kMirroring, {});
  for (std::size_t s = 0; s < found.size(); ++s) check_close(found[s], expected[s], kFp32);
}

BOOST_AUTO_TEST_CASE(sequences_without_frames_give_none) {
  const TemporalModel model = trained_model(small_options(false));
  nn::move_to(model, Device::cuda);
  const Sequence empty = some_sequences()[2];
  BOOST_TEST((predict(model, empty, kMirroring, {}).shape() == Shape{0, 4, 3}));
}

BOOST_AUTO_TEST_CASE(keypoints_that_do_not_fit_are_refused) {
  const TemporalModel model = trained_model(small_options(false));
  nn::move_to(model, Device::cuda);
  Sequence sequence;
  sequence.keypoints = random_tensor({30, 6, 2});
  BOOST_CHECK_THROW(predict(model, sequence, kMirroring, {}), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
