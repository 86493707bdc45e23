// Whole evaluations on a GPU against the CPU.
#include "pose/evaluation/evaluate.h"

#include "tensor/precision.h"
#include "tests/cuda/close.h"
#include "tests/support/tiny_dataset.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

Dataset tiny() {
  const TinyDataset set;
  return make_h36m(set.positions, set.keypoints, {"3d", "2d"});
}

TemporalModel small_model() { return TemporalModel({.widths = {3, 3, 3}, .channels = 32}, 5); }

// In metres; all errors of an untrained model are around one.
void check_same(const PoseErrors& found, const PoseErrors& wanted, double most) {
  for (const auto error :
       {&PoseErrors::mpjpe, &PoseErrors::p_mpjpe, &PoseErrors::n_mpjpe, &PoseErrors::velocity}) {
    BOOST_TEST((wanted.*error > 1e-3));
    BOOST_TEST(std::abs(found.*error - wanted.*error) < most);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(evaluate_on_a_gpu)

BOOST_AUTO_TEST_CASE(actions_have_the_errors_of_the_cpu) {
  const Dataset dataset = tiny();
  for (const bool mirror : {false, true}) {
    const EvaluationOptions options{
        .subjects = {"S9", "S5"}, .action_prefixes = {}, .prediction = {.mirror = mirror}};
    const TemporalModel model = small_model();
    const std::vector<ActionErrors> expected = evaluate_actions(model, dataset, options).actions;
    nn::move_to(model, Device::cuda);
    for (const Precision precision : {Precision::fp32, Precision::tf32}) {
      set_precision(precision);
      Index last = 0;
      const std::vector<ActionErrors> found =
          evaluate_actions(model, dataset, options, [&](Index done, Index) {
            last = done;
          }).actions;
      BOOST_REQUIRE(found.size() == expected.size());
      Index frames = 0;
      for (std::size_t a = 0; a < found.size(); ++a) {
        BOOST_TEST(found[a].action == expected[a].action);
        BOOST_TEST(found[a].frames == expected[a].frames);
        frames += found[a].frames;
        check_same(found[a].errors, expected[a].errors,
                   precision == Precision::fp32 ? 1e-6 : kTf32);
      }
      BOOST_TEST(last == frames);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_validation_error_is_that_of_the_cpu) {
  set_precision(Precision::fp32);
  const Dataset dataset = tiny();
  std::vector<Sequence> sequences =
      select(dataset, {.subjects = {"S1", "S9"}, .action_prefixes = {}});
  sequences.resize(5);
  sequences[1].keypoints = sequences[1].keypoints.rows(0, 1);  // of different lengths
  sequences[1].positions = sequences[1].positions.rows(0, 1);
  sequences[3].keypoints = sequences[3].keypoints.rows(2, 20);
  sequences[3].positions = sequences[3].positions.rows(2, 20);
  const TemporalModel model = small_model();
  const double expected = validation_error(model, sequences, dataset.mirroring);
  nn::move_to(model, Device::cuda);
  BOOST_TEST(expected > 0.1);
  BOOST_TEST(std::abs(validation_error(model, sequences, dataset.mirroring) - expected) < 1e-6);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_compared_is_refused) {
  const Dataset dataset = tiny();
  std::vector<Sequence> sequences = select(dataset, {.subjects = {"S1"}, .action_prefixes = {}});
  for (const Device device : {Device::cpu, Device::cuda}) {
    const TemporalModel model({.joints_out = 16, .widths = {3}, .channels = 8}, 5);
    nn::move_to(model, device);
    BOOST_CHECK_THROW(validation_error(model, sequences, {}), ShapeError);
    std::vector<Sequence> unlabelled = sequences;
    unlabelled[0].positions = {};
    BOOST_CHECK_THROW(validation_error(small_model(), unlabelled, dataset.mirroring), DataError);
  }
}

BOOST_AUTO_TEST_SUITE_END()
