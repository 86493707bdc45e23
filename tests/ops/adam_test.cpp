#include "tensor/kernels/adam.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

kernels::AdamStep step_of(const Shape& shape, DType dtype, Index t, bool amsgrad) {
  const Tensor p = random_tensor(shape, dtype, 1), m = random_tensor(shape, dtype, 2);
  const Tensor v = random_tensor(shape, dtype, 3, 0, 0.1);
  const Tensor vmax = amsgrad ? random_tensor(shape, dtype, 4, 0, 0.1) : Tensor{};
  const kernels::AdamRule rule{
      .learning_rate = 0.02, .beta1 = 0.8, .beta2 = 0.97, .eps = 1e-3, .t = t};
  return {random_tensor(shape, dtype, 5), p, m, v, vmax, rule, p, m, v, vmax};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(adam_kernel)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Shape& shape : {Shape{}, Shape{0, 2}, Shape{3, 5}, Shape{201, 150}})
      for (const Index t : {1, 2, 1000})
        for (const bool amsgrad : {true, false}) {
          kernels::AdamStep step = step_of(shape, dtype, t, amsgrad);
          check_kernel(step);
          step.device_scales = Tensor::from<double>({2}, {0.03, 1.25}).to(dtype);
          check_kernel(step);
        }
}

// Both moments corrected first, as the paper writes it; the kernel corrects the step instead.
BOOST_AUTO_TEST_CASE(it_follows_the_published_algorithm_over_several_steps) {
  const double gradients[] = {0.5, -2, 0.25, 0};
  for (const bool amsgrad : {false, true}) {
    const Tensor p = Tensor::scalar(1, DType::f64), m = Tensor::scalar(0, DType::f64),
                 v = Tensor::scalar(0, DType::f64);
    const Tensor vmax = amsgrad ? Tensor::scalar(0, DType::f64) : Tensor{};
    double x = 1, first = 0, second = 0, largest = 0;
    for (int t = 1; t <= 4; ++t) {
      const double g = gradients[t - 1];
      kernels::adam_step({p, m, v, vmax, Tensor::scalar(g, DType::f64)},
                         {.learning_rate = 0.1, .beta1 = 0.9, .beta2 = 0.5, .eps = 1e-8, .t = t});
      first = 0.9 * first + 0.1 * g;
      second = 0.5 * second + 0.5 * g * g;
      largest = amsgrad ? std::max(largest, second) : second;
      // arXiv:1412.6980, algorithm 1: both moments corrected, then the step.
      const double corrected_first = first / (1 - std::pow(0.9, t));
      const double corrected_second = largest / (1 - std::pow(0.5, t));
      x -= 0.1 * corrected_first / (std::sqrt(corrected_second) + 1e-8);
      BOOST_TEST(p.item() == x, boost::test_tools::tolerance(1e-14));
    }
    BOOST_TEST(m.item() == first, boost::test_tools::tolerance(1e-14));
    BOOST_TEST(v.item() == second, boost::test_tools::tolerance(1e-14));
    if (amsgrad) BOOST_TEST(vmax.item() == largest, boost::test_tools::tolerance(1e-14));
  }
}

BOOST_AUTO_TEST_CASE(the_maximum_holds_the_step_down) {
  // After a large gradient, small ones: the second moment decays, its maximum does not.
  const Tensor v = Tensor::scalar(4, DType::f64), vmax = Tensor::scalar(9, DType::f64);
  const Tensor p = Tensor::scalar(0, DType::f64), m = Tensor::scalar(0, DType::f64);
  kernels::adam_step({p, m, v, vmax, Tensor::scalar(1, DType::f64)}, {.t = 5});
  BOOST_TEST(vmax.item() == 9);
  kernels::adam_step({p, m, v, vmax, Tensor::scalar(1000, DType::f64)}, {.t = 6});
  BOOST_TEST(vmax.item() == v.item());
}

BOOST_AUTO_TEST_CASE(steps_are_the_same_for_any_number_of_threads) {
  check_same_for_any_threads([] {
    const kernels::AdamStep step = step_of({301, 333}, DType::f32, 3, true);
    dispatch(step);
    return step.p;
  });
}

BOOST_AUTO_TEST_CASE(the_message_names_what_broke_the_contract) {
  const Tensor x = Tensor::zeros({2}), other = Tensor::zeros({3});
  BOOST_CHECK_EXCEPTION(
      kernels::adam_step({x, x.clone(), x.clone(), {}, other}, {}), ShapeError,
      mentions("adam: 'p' has shape (2,); expected (E...) with E... = (3,), fixed by 'grad' (3,)"));
  BOOST_CHECK_EXCEPTION(kernels::adam_step({x, other, x.clone(), {}, x.clone()}, {}), ShapeError,
                        mentions("adam: 'm'"));
  BOOST_CHECK_EXCEPTION(kernels::adam_step({x, x.clone(), {}, {}, x.clone()}, {}), ShapeError,
                        mentions("adam: 'v' is empty"));
  BOOST_CHECK_EXCEPTION(kernels::adam_step({x, x.clone(), x.clone(), other, x.clone()}, {}),
                        ShapeError, mentions("adam: 'vmax'"));
  BOOST_CHECK_EXCEPTION(kernels::adam_step({x, x.clone(), x.clone(), {}, x.clone()}, {.t = 0}),
                        ValueError, mentions("adam: the step is 0"));
}

BOOST_AUTO_TEST_SUITE_END()
