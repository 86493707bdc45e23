#include "pose/model/temporal_model.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "autograd/gradcheck.h"
#include "tests/support/check_gradient.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

TemporalModel small_model(std::vector<Index> widths, bool causal = false, bool dense = false) {
  return TemporalModel({.joints_in = 5,
                        .features = 2,
                        .joints_out = 4,
                        .widths = std::move(widths),
                        .channels = 8,
                        .dropout = 0.25,
                        .causal = causal,
                        .dense = dense},
                       7);
}

Tensor input(Index N, Index L, std::uint64_t seed = 1) {
  return random_tensor({N, L, 5, 2}, DType::f32, seed);
}

Tensor evaluate(const TemporalModel& model, const Tensor& x, ModelForm form = ModelForm::dilated) {
  const NoGrad no_grad;
  return model.forward(Variable(x), {}, form).value();
}

double largest_difference(const Tensor& a, const Tensor& b) {
  BOOST_REQUIRE(a.shape() == b.shape());
  double worst = 0;
  for (Index e = 0; e < a.numel(); ++e) worst = std::max(worst, std::abs(a.at(e) - b.at(e)));
  return worst;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(temporal_model)

BOOST_AUTO_TEST_CASE(shapes_and_sizes_are_those_of_the_paper) {
  const TemporalModel model(
      {.joints_in = 17, .features = 2, .joints_out = 17, .widths = {3, 3, 3, 3, 3}}, 0);
  BOOST_TEST(model.receptive_field() == 243);
  BOOST_TEST(model.padding() == 121);
  BOOST_TEST(model.state().parameter_count() == 16952371);
}

BOOST_AUTO_TEST_CASE(frames_out_are_frames_in_less_the_receptive_field) {
  for (const bool dense : {false, true})
    for (const bool causal : {false, true}) {
      const TemporalModel model = small_model({3, 5, 3}, causal, dense);
      BOOST_TEST((evaluate(model, input(2, 45)).shape() == Shape{2, 1, 4, 3}));
      BOOST_TEST((evaluate(model, input(2, 52)).shape() == Shape{2, 8, 4, 3}));
    }
}

BOOST_AUTO_TEST_CASE(the_single_frame_form_gives_the_dilated_form_s_frame) {
  for (const bool causal : {false, true}) {
    const TemporalModel model = small_model({3, 5, 3}, causal);
    const Tensor x = input(3, 45);
    BOOST_TEST(largest_difference(evaluate(model, x), evaluate(model, x, ModelForm::single_frame)) <
               1e-6);
  }
}

BOOST_AUTO_TEST_CASE(an_output_frame_depends_on_its_window_and_on_nothing_else) {
  const TemporalModel model = small_model({3, 3});
  const Tensor x = input(1, 12);
  Tensor changed = x.clone();
  for (float& v : changed.rows(0, 1).cpu_span<float>().subspan(9 * 10, 10)) v += 1;  // frame 9
  const Tensor a = evaluate(model, x), b = evaluate(model, changed);
  for (Index t = 0; t < 4; ++t) {  // output t sees input frames t .. t + 8
    const double difference =
        largest_difference(a.reshape({4, 12}).rows(t, t + 1), b.reshape({4, 12}).rows(t, t + 1));
    if (t == 0)
      BOOST_TEST(difference == 0);
    else
      BOOST_TEST(difference > 1e-4);
  }
}

BOOST_AUTO_TEST_CASE(a_causal_residual_is_the_last_frame_of_its_window) {
  const TemporalModel causal = small_model({1, 3}, true), symmetric = small_model({1, 3});
  // With the wide convolution's weights at zero only the residual is left.
  for (const TemporalModel* model : {&causal, &symmetric})
    for (const nn::NamedTensor& t : model->state().all)
      if (t.name == "layers_conv.1.weight")
        for (float& w : t.tensor.cpu_span<float>()) w = 0;
  const Tensor x = input(1, 3);
  Tensor last_only = x.clone(), middle_only = x.clone();
  for (Index frame = 0; frame < 3; ++frame)
    for (float& v : last_only.cpu_span<float>().subspan(static_cast<std::size_t>(frame) * 10, 10))
      if (frame != 2) v = 0;
  for (Index frame = 0; frame < 3; ++frame)
    for (float& v : middle_only.cpu_span<float>().subspan(static_cast<std::size_t>(frame) * 10, 10))
      if (frame != 1) v = 0;
  BOOST_TEST(largest_difference(evaluate(causal, x), evaluate(causal, last_only)) < 1e-6);
  BOOST_TEST(largest_difference(evaluate(symmetric, x), evaluate(symmetric, middle_only)) < 1e-6);
  BOOST_TEST(largest_difference(evaluate(symmetric, x), evaluate(symmetric, last_only)) > 1e-4);
}

BOOST_AUTO_TEST_CASE(states_are_listed_under_the_names_of_the_checkpoints) {
  std::vector<std::string> names;
  for (const nn::NamedTensor& t : small_model({3, 3}).state().all) names.push_back(t.name);
  const std::vector<std::string> expected{"expand_bn.weight",
                                          "expand_bn.bias",
                                          "expand_bn.running_mean",
                                          "expand_bn.running_var",
                                          "expand_bn.num_batches_tracked",
                                          "shrink.weight",
                                          "shrink.bias",
                                          "expand_conv.weight",
                                          "layers_conv.0.weight",
                                          "layers_conv.1.weight",
                                          "layers_bn.0.weight",
                                          "layers_bn.0.bias",
                                          "layers_bn.0.running_mean",
                                          "layers_bn.0.running_var",
                                          "layers_bn.0.num_batches_tracked",
                                          "layers_bn.1.weight",
                                          "layers_bn.1.bias",
                                          "layers_bn.1.running_mean",
                                          "layers_bn.1.running_var",
                                          "layers_bn.1.num_batches_tracked"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(training_updates_running_statistics_and_evaluation_does_not) {
  const TemporalModel model = small_model({3});
  const auto mean = [&] { return model.state().all[2].tensor.clone(); };
  const Tensor before = mean();
  evaluate(model, input(2, 9));
  BOOST_TEST(largest_difference(before, mean()) == 0);
  nn::RandomStream random{1, 0};
  model.forward(Variable(input(2, 9)), {nn::Mode::training, 0.1, &random});
  BOOST_TEST(largest_difference(before, mean()) > 1e-4);
  BOOST_TEST(random.counter == 1U);  // one dropout layer
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused_with_its_shape) {
  const TemporalModel model = small_model({3, 3});
  BOOST_CHECK_EXCEPTION(evaluate(model, random_tensor({1, 9, 4, 2})), ShapeError,
                        mentions("(1, 9, 4, 2)"));
  BOOST_CHECK_EXCEPTION(evaluate(model, input(1, 8)), ShapeError,
                        mentions("8 frames are fewer than the receptive field of 9"));
  BOOST_CHECK_EXCEPTION(small_model({3, 4}), ValueError, mentions("odd, 4 given"));
  BOOST_CHECK_EXCEPTION(small_model({}), ValueError, mentions("at least one"));
  BOOST_CHECK_EXCEPTION(
      evaluate(small_model({3, 3}, false, true), input(1, 9), ModelForm::single_frame), ValueError,
      mentions("dense"));
}

BOOST_AUTO_TEST_SUITE_END()
