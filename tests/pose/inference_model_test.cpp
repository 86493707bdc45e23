#include "pose/model/inference_model.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/random_tensor.h"
#include "tests/support/trained_model.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

Tensor plain(const TemporalModel& model, const Tensor& x) {
  const NoGrad no_grad;
  const Shape& s = x.shape();
  return model.forward(Variable(x.reshape({1, s[0], s[1], s[2]})), {}).value();
}

void check_same_poses(const TemporalModelOptions& options, const std::vector<Index>& lengths) {
  const TemporalModel model = trained_model(options);
  std::vector<Tensor> sequences;
  for (const Index length : lengths)
    sequences.push_back(random_tensor({length + model.receptive_field() - 1, 5, options.features},
                                      DType::f32, static_cast<std::uint64_t>(length)));
  const std::vector<Tensor> found = InferenceModel(model).forward(sequences);
  BOOST_REQUIRE(found.size() == lengths.size());
  for (std::size_t s = 0; s < lengths.size(); ++s) {
    const Tensor expected = plain(model, sequences[s]);
    BOOST_TEST((found[s].shape() == Shape{lengths[s], 4, 3}));
    double worst = 0, largest = 0;
    for (Index e = 0; e < expected.numel(); ++e) {
      worst = std::max(worst, std::abs(found[s].at(e) - expected.at(e)));
      largest = std::max(largest, std::abs(expected.at(e)));
    }
    BOOST_TEST(largest > 0.1);
    BOOST_TEST(worst < 1e-5 * std::max(largest, 1.0));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inference_model)

BOOST_AUTO_TEST_CASE(every_form_gives_the_poses_of_the_plain_model) {
  for (const std::vector<Index>& widths :
       {std::vector<Index>{3, 3, 3}, {1}, {3}, {1, 1, 1}, {3, 5, 3}, {3, 3, 3, 3}})
    for (const bool causal : {false, true})
      for (const bool dense : {false, true})
        for (const Index channels : {8, 64}) {
          TemporalModelOptions options{.widths = widths, .channels = channels};
          options.causal = causal;
          options.dense = dense;
          check_same_poses(options, {40});
        }
}

BOOST_AUTO_TEST_CASE(sequences_of_any_lengths_go_through_together) {
  check_same_poses({.widths = {3, 3, 3}, .channels = 64}, {1, 200, 37, 2, 90});
  check_same_poses({.features = 3, .widths = {3, 3, 3}, .channels = 64}, {5, 5});
  check_same_poses({.widths = {3, 3, 3, 3, 3}, .channels = 64}, {700, 324, 162, 163, 1});
}

BOOST_AUTO_TEST_CASE(later_changes_of_the_model_do_not_reach_it) {
  const TemporalModel model = trained_model({.widths = {3, 3}, .channels = 8});
  const InferenceModel inference(model);
  const Tensor x = random_tensor({20, 5, 2});
  const Tensor before = inference.forward({x}).front().clone();
  for (const nn::NamedVariable& p : model.state().parameters)
    for (float& number : p.variable.value().cpu_span<float>()) number = 0;
  const Tensor after = inference.forward({x}).front();
  for (Index e = 0; e < before.numel(); ++e) BOOST_REQUIRE(before.at(e) == after.at(e));
}

BOOST_AUTO_TEST_CASE(sequences_that_do_not_fit_are_refused) {
  const InferenceModel model(trained_model({.widths = {3, 3}, .channels = 8}));
  BOOST_CHECK_THROW(model.forward({random_tensor({8, 5, 2})}), ShapeError);
  BOOST_CHECK_THROW(model.forward({random_tensor({20, 5, 3})}), ShapeError);
  BOOST_CHECK_THROW(model.forward({random_tensor({20, 10})}), ShapeError);
  BOOST_TEST(model.forward({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
