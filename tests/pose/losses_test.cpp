#include "pose/training/losses.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/evaluation/metrics.h"
#include "tests/support/check_gradient.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {
constexpr Index N = 3, L = 2, J = 4;
Tensor poses(std::uint64_t seed) { return random_tensor({N, L, J, 3}, DType::f64, seed); }
Tensor weights() { return random_tensor({N, L, 1}, DType::f64, 9, 0.1, 1); }
}  // namespace

BOOST_AUTO_TEST_SUITE(losses)

BOOST_AUTO_TEST_CASE(values_are_those_of_the_metrics) {
  const Variable predicted(poses(1)), target(poses(2));
  const Tensor p = poses(1).reshape({N * L, J, 3}), t = poses(2).reshape({N * L, J, 3});
  BOOST_TEST(std::abs(mpjpe_loss(predicted, target).value().item() - mpjpe(p, t)) < 1e-14);
  BOOST_TEST(std::abs(weighted_mpjpe_loss(predicted, target, Variable(weights())).value().item() -
                      weighted_mpjpe(p, t, weights())) < 1e-14);
}

BOOST_AUTO_TEST_CASE(gradients_agree_with_differences) {
  const std::vector<Tensor> inputs{poses(1), poses(2)};
  check_gradient([](const std::vector<Variable>& in) { return mpjpe_loss(in[0], in[1]); }, inputs);
  check_gradient(
      [](const std::vector<Variable>& in) { return weighted_mpjpe_loss(in[0], in[1], in[2]); },
      {poses(1), poses(2), weights()});
}

BOOST_AUTO_TEST_CASE(a_joint_that_is_right_has_no_gradient) {
  const Variable predicted(Tensor::zeros({1, 2, 3}, DType::f64), true);
  backward(mpjpe_loss(predicted, Variable(Tensor::from<double>({1, 2, 3}, {0, 0, 0, 3, 4, 0}))));
  const double expected[] = {0, 0, 0, -0.3, -0.4, 0};
  for (Index e = 0; e < 6; ++e) BOOST_TEST(std::abs(predicted.grad().at(e) - expected[e]) < 1e-15);
}

BOOST_AUTO_TEST_CASE(shapes_that_differ_are_named) {
  BOOST_CHECK_EXCEPTION(
      mpjpe_loss(Variable(poses(1)), Variable(random_tensor({N, L, J + 1, 3}, DType::f64))),
      ShapeError, mentions("'target' (3, 2, 5, 3)"));
}

BOOST_AUTO_TEST_SUITE_END()
