#include "nn/layers.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tensor/kernels/depthwise_conv2d.h"
#include "tests/support/check_gradient.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(layers)

BOOST_AUTO_TEST_CASE(initial_weights_are_uniform_up_to_the_bound_and_fixed_by_seed_and_counter) {
  const double bound = 0.3;
  const Tensor w = nn::uniform({4000}, bound, 7, 1);
  double sum = 0, square = 0, largest = 0;
  for (Index e = 0; e < w.numel(); ++e) {
    sum += w.at(e);
    square += w.at(e) * w.at(e);
    largest = std::max(largest, std::abs(w.at(e)));
  }
  BOOST_TEST(largest <= bound);
  BOOST_TEST(largest > 0.99 * bound);
  BOOST_TEST(std::abs(sum / 4000) < 0.01);  // five standard deviations of the mean: 0.014
  BOOST_TEST(std::abs(square / 4000 - bound * bound / 3) < 0.003);
  BOOST_TEST(nn::uniform({4000}, bound, 7, 1).at(17) == w.at(17));
  BOOST_TEST(nn::uniform({4000}, bound, 8, 1).at(17) != w.at(17));
  BOOST_TEST(nn::uniform({4000}, bound, 7, 2).at(17) != w.at(17));
}

BOOST_AUTO_TEST_CASE(a_convolution_s_bound_is_that_of_its_inputs) {
  const nn::Conv1d layer({.in = 8, .out = 64, .width = 2, .bias = true}, 1, 0);
  double largest = 0;
  for (const float w : layer.weight().value().cpu_view<float>())
    largest = std::max(largest, std::abs(static_cast<double>(w)));
  BOOST_TEST(largest <= 0.25);
  BOOST_TEST(largest > 0.24);
  BOOST_TEST((layer.weight().shape() == Shape{64, 2, 8}));
  BOOST_TEST((layer.bias().shape() == Shape{64}));
  BOOST_TEST(layer.weight().value().at(0) != layer.bias().value().at(0));
}

BOOST_AUTO_TEST_CASE(a_convolution_of_pictures_is_the_op_plus_the_bias) {
  const nn::Conv2d layer({.in = 3, .out = 4, .width = 3, .bias = true}, 5, 0);
  BOOST_TEST((layer.weight().shape() == Shape{3, 3, 3, 4}));
  const Tensor x = random_tensor({2, 6, 5, 3});
  for (const Conv2dOptions options :
       {Conv2dOptions{}, Conv2dOptions{.stride = 2},
        Conv2dOptions{.stride = 2, .padding = kernels::Padding::valid}}) {
    const Tensor y = layer.forward(Variable(x), options).value();
    const Tensor plain = kernels::conv2d(x, layer.weight().value(), options);
    BOOST_REQUIRE((y.shape() == plain.shape()));
    for (Index e = 0; e < y.numel(); ++e)
      BOOST_TEST(std::abs(y.at(e) - plain.at(e) - layer.bias().value().at(e % 4)) < 1e-6);
  }
  BOOST_CHECK_THROW(layer.forward(Variable(Tensor::zeros({2, 6, 5, 4}))), ShapeError);

  const nn::Conv2d bare({.in = 3, .out = 4, .width = 3}, 5, 0);
  BOOST_TEST(!bare.bias().defined());
  BOOST_TEST(bare.forward(Variable(x)).value().at(7) ==
             kernels::conv2d(x, bare.weight().value()).at(7));
}

BOOST_AUTO_TEST_CASE(a_depthwise_convolution_is_the_op_plus_the_bias) {
  const nn::DepthwiseConv2d layer({.channels = 4, .width = 3, .bias = true}, 5, 0);
  BOOST_TEST((layer.weight().shape() == Shape{3, 3, 4}));
  const Tensor x = random_tensor({2, 6, 5, 4});
  for (const Conv2dOptions options :
       {Conv2dOptions{}, Conv2dOptions{.stride = 2},
        Conv2dOptions{.stride = 2, .padding = kernels::Padding::valid}}) {
    const Tensor y = layer.forward(Variable(x), options).value();
    const Tensor plain = kernels::depthwise_conv2d(x, layer.weight().value(), options);
    BOOST_REQUIRE((y.shape() == plain.shape()));
    for (Index e = 0; e < y.numel(); ++e)
      BOOST_TEST(std::abs(y.at(e) - plain.at(e) - layer.bias().value().at(e % 4)) < 1e-6);
  }
  BOOST_CHECK_THROW(layer.forward(Variable(Tensor::zeros({2, 6, 5, 3}))), ShapeError);
  BOOST_CHECK_THROW(layer.forward(Variable(x), {.groups = 2}), ValueError);
}

BOOST_AUTO_TEST_CASE(the_bounds_of_filters_of_pictures_are_those_of_their_inputs) {
  const auto largest = [](const Variable& v) {
    double result = 0;
    for (Index e = 0; e < v.value().numel(); ++e)
      result = std::max(result, std::abs(v.value().at(e)));
    return result;
  };
  const nn::Conv2d full({.in = 4, .out = 200, .width = 2, .bias = true}, 1,
                        0);  // 1/sqrt(4 * 2 * 2)
  const nn::DepthwiseConv2d depthwise({.channels = 200, .width = 4, .bias = true}, 1, 1);  // 1/4
  for (const Variable& v : {full.weight(), full.bias(), depthwise.weight(), depthwise.bias()}) {
    BOOST_TEST(largest(v) <= 0.25);
    BOOST_TEST(largest(v) > 0.24);
  }
  BOOST_TEST(full.weight().value().at(0) != full.bias().value().at(0));
  BOOST_TEST(depthwise.weight().value().at(0) != depthwise.bias().value().at(0));

  // With groups a filter sees a part of the channels.
  BOOST_TEST((full.forward(Variable(random_tensor({1, 3, 3, 8})), {.groups = 2}).shape() ==
              Shape{1, 3, 3, 200}));
}

BOOST_AUTO_TEST_CASE(gradients_reach_the_parameters_of_filters_of_pictures) {
  const nn::Conv2d full({.in = 2, .out = 3, .width = 3, .bias = true}, 3, 0);
  const nn::DepthwiseConv2d depthwise({.channels = 3, .width = 3, .bias = true}, 3, 1);
  nn::State state;
  full.collect("full.", state);
  depthwise.collect("depthwise.", state);
  const std::vector<std::string> names{"full.weight", "full.bias", "depthwise.weight",
                                       "depthwise.bias"};
  BOOST_REQUIRE(state.parameters.size() == names.size());
  BOOST_TEST(state.all.size() == names.size());

  const Variable y = depthwise.forward(full.forward(Variable(random_tensor({2, 5, 4, 2}))));
  backward(y, random_tensor(y.shape(), DType::f32, 2));
  for (std::size_t p = 0; p < names.size(); ++p) {
    BOOST_TEST(state.parameters[p].name == names[p]);
    const Variable& parameter = state.parameters[p].variable;
    BOOST_REQUIRE((parameter.grad().shape() == parameter.shape()));
    for (Index e = 0; e < parameter.value().numel(); ++e) BOOST_TEST(parameter.grad().at(e) != 0);
  }
}

BOOST_AUTO_TEST_CASE(linear_is_the_last_axis_times_the_weight_plus_the_bias) {
  const nn::Linear layer(3, 2, 5, 0);
  const Tensor x = random_tensor({4, 2, 3});
  const Variable y = layer.forward(Variable(x));
  BOOST_TEST((y.shape() == Shape{4, 2, 2}));
  const nn::State state = layer.state();
  const Tensor w = state.parameters[0].variable.value(), b = state.parameters[1].variable.value();
  for (Index row = 0; row < 8; ++row)
    for (Index o = 0; o < 2; ++o) {
      double expected = b.at(o);
      for (Index i = 0; i < 3; ++i) expected += w.at(o * 3 + i) * x.at(row * 3 + i);
      BOOST_TEST(std::abs(y.value().at(row * 2 + o) - expected) < 1e-6);
    }
  BOOST_CHECK_THROW(layer.forward(Variable(Tensor::zeros({4, 4}))), ShapeError);
}

BOOST_AUTO_TEST_CASE(running_statistics_follow_momentum_and_the_unbiased_variance) {
  const nn::BatchNorm1d layer(1);
  layer.forward(Variable(Tensor::from<float>({1, 4, 1}, {1, 2, 3, 6})), nn::Mode::training, 0.1);
  BOOST_TEST(std::abs(layer.running_mean().at(0) - 0.1 * 3) < 1e-6);
  BOOST_TEST(std::abs(layer.running_var().at(0) - (0.9 + 0.1 * 14.0 / 3)) <
             1e-6);  // sum of squares 14 over 4 - 1
  layer.forward(Variable(Tensor::from<float>({1, 1, 1}, {5})), nn::Mode::training, 0.1);
  BOOST_TEST(std::abs(layer.running_var().at(0) - (0.9 + 0.1 * 14.0 / 3)) <
             1e-6);  // one row has no variance
  BOOST_TEST(layer.state().all.back().tensor.at(0) == 2);
}

BOOST_AUTO_TEST_CASE(evaluation_uses_the_running_statistics_and_changes_nothing) {
  const nn::BatchNorm1d layer(2);
  const Tensor x = random_tensor({3, 2, 2});
  const Variable y = layer.forward(Variable(x), nn::Mode::evaluation, 0.1);
  for (Index e = 0; e < x.numel(); ++e)
    BOOST_TEST(std::abs(y.value().at(e) - x.at(e) / std::sqrt(1 + 1e-5)) < 1e-6);
  BOOST_TEST(layer.state().all.back().tensor.at(0) == 0);
}

BOOST_AUTO_TEST_CASE(dropout_is_the_identity_in_evaluation_and_draws_one_key_a_call_in_training) {
  const nn::Dropout layer(0.5);
  const Variable x(Tensor::full({1000}, 1));
  BOOST_TEST(layer.forward(x, {}).same_as(x));
  nn::RandomStream random{3, 0};
  const nn::Pass pass{nn::Mode::training, 0.1, &random};
  const Variable first = layer.forward(x, pass), second = layer.forward(x, pass);
  BOOST_TEST(random.counter == 2U);
  Index kept = 0, different = 0;
  for (Index e = 0; e < 1000; ++e) {
    kept += first.value().at(e) == 2 ? 1 : 0;
    different += first.value().at(e) != second.value().at(e) ? 1 : 0;
  }
  BOOST_TEST(kept > 420);
  BOOST_TEST(kept < 580);
  BOOST_TEST(different > 420);
  BOOST_CHECK_EXCEPTION(layer.forward(x, {nn::Mode::training}), ValueError,
                        mentions("random stream"));
}

BOOST_AUTO_TEST_SUITE_END()
