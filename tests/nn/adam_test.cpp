#include "nn/adam.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

// The rule of nn/adam.h for one number, in double.
struct Plain {
  double p, m = 0, v = 0, vmax = 0;
  void step(double g, const nn::AdamOptions& o, int t) {
    m = o.beta1 * m + (1 - o.beta1) * g;
    v = o.beta2 * v + (1 - o.beta2) * g * g;
    vmax = std::max(vmax, v);
    const double second = o.amsgrad ? vmax : v;
    p -= o.learning_rate / (1 - std::pow(o.beta1, t)) * m /
         (std::sqrt(second) / std::sqrt(1 - std::pow(o.beta2, t)) + o.eps);
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(adam)

BOOST_AUTO_TEST_CASE(steps_follow_the_rule_with_and_without_the_maximum) {
  for (const bool amsgrad : {true, false}) {
    const Tensor start = random_tensor({5}, DType::f64, 1);
    const Variable parameter(start.clone(), true);
    nn::Adam adam({{"p", parameter}}, {.learning_rate = 0.01, .amsgrad = amsgrad});
    std::vector<Plain> plain;
    for (Index e = 0; e < 5; ++e) plain.push_back({start.at(e)});
    for (int t = 1; t <= 6; ++t) {
      // Large gradients first: from the third step on the maximum is not the latest second moment.
      const double size = t < 3 ? 10 : 0.1;
      const Tensor grad =
          random_tensor({5}, DType::f64, 10U + static_cast<unsigned>(t), -size, size);
      Variable(parameter).set_grad(grad);
      adam.step();
      BOOST_TEST(!parameter.grad().defined());
      for (Index e = 0; e < 5; ++e) {
        plain[static_cast<std::size_t>(e)].step(grad.at(e), adam.options(), t);
        BOOST_TEST(std::abs(parameter.value().at(e) - plain[static_cast<std::size_t>(e)].p) <
                   1e-12);
      }
    }
    BOOST_TEST(adam.steps() == 6);
  }
}

BOOST_AUTO_TEST_CASE(a_parameter_without_a_gradient_stays) {
  const Variable used(Tensor::full({2}, 1), true), unused(Tensor::full({2}, 1), true);
  nn::Adam adam({{"used", used}, {"unused", unused}}, {});
  Variable(used).set_grad(Tensor::full({2}, 1));
  adam.step();
  BOOST_TEST(used.value().at(0) < 1);
  BOOST_TEST(unused.value().at(0) == 1);
}

BOOST_AUTO_TEST_SUITE_END()
