#include "pose/evaluation/evaluate.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

const Mirroring kMirroring{{{1}, {2}}, {{0}, {3}}};

TemporalModel small_model(bool causal) {
  return TemporalModel(
      {.joints_in = 5, .joints_out = 4, .widths = {3, 3}, .channels = 8, .causal = causal}, 7);
}

Sequence random_sequence(Index frames) {
  Sequence sequence;
  sequence.keypoints = random_tensor({frames, 5, 2});
  return sequence;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluate)

BOOST_AUTO_TEST_CASE(a_long_sequence_goes_through_in_blocks_that_leave_no_seam) {
  constexpr Index T = 9000, kAround = 20;
  const Sequence whole = random_sequence(T);
  for (const bool causal : {false, true})
    for (const bool mirror : {false, true}) {
      const TemporalModel model = small_model(causal);
      std::vector<Index> steps;
      const Tensor poses =
          predict(model, whole, kMirroring, {.mirror = mirror}, [&](Index done, Index all) {
            BOOST_TEST(all == T);
            steps.push_back(done);
          });
      BOOST_TEST((poses.shape() == Shape{T, 4, 3}));
      BOOST_TEST(steps.size() > 2U);
      BOOST_TEST(steps.back() == T);
      // Stretches that lie where seams may be, each from a sequence of its own that has only them
      // and their context.
      const Index context = model.receptive_field();
      for (Index begin = 1024 - kAround; begin + 2 * kAround + context < T; begin += 1024) {
        Sequence piece;
        piece.keypoints = whole.keypoints.rows(begin - context, begin + 2 * kAround + context);
        const Tensor expected = predict(model, piece, kMirroring, {.mirror = mirror});
        double worst = 0;
        for (Index e = 0; e < 2 * kAround * 12; ++e)
          worst =
              std::max(worst, std::abs(poses.at(begin * 12 + e) - expected.at(context * 12 + e)));
        BOOST_TEST(worst < 1e-5);
      }
    }
}

BOOST_AUTO_TEST_CASE(a_sequence_without_frames_gives_none) {
  const TemporalModel model = small_model(false);
  for (const bool mirror : {false, true}) {
    const std::vector<Tensor> poses =
        predict(model, {random_sequence(0), random_sequence(7), random_sequence(0)}, kMirroring,
                {.mirror = mirror});
    BOOST_TEST((poses[0].shape() == Shape{0, 4, 3}));
    BOOST_TEST((poses[1].shape() == Shape{7, 4, 3}));
    BOOST_TEST((poses[2].shape() == Shape{0, 4, 3}));
  }
}

BOOST_AUTO_TEST_CASE(a_mirrored_sequence_gives_the_mirrored_poses) {
  const TemporalModel model = small_model(false);
  const Sequence sequence = random_sequence(30);
  Sequence mirrored;
  mirrored.keypoints = Tensor::empty({30, 5, 2});
  const std::vector<Index> swap = kMirroring.keypoints.permutation(5);
  copy_frames(sequence.keypoints, 0, 30, &swap, mirrored.keypoints.data<float>());
  const Tensor poses = predict(model, sequence, kMirroring, {.mirror = true});
  const Tensor others = predict(model, mirrored, kMirroring, {.mirror = true});
  const std::vector<Index> joints = kMirroring.joints.permutation(4);
  for (Index t = 0; t < 30; ++t)
    for (Index j = 0; j < 4; ++j)
      for (Index c = 0; c < 3; ++c) {
        const double sign = c == 0 ? -1 : 1;
        BOOST_TEST(std::abs(poses.at((t * 4 + j) * 3 + c) -
                            sign * others.at((t * 4 + joints[static_cast<std::size_t>(j)]) * 3 +
                                             c)) < 1e-6);
      }
}

BOOST_AUTO_TEST_SUITE_END()
