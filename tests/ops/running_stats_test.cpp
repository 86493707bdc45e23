#include <boost/test/unit_test.hpp>

#include "tensor/kernels/batchnorm.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(running_stats_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Index rows : {1, 2, 3, 100003}) {
      const Tensor mean = random_tensor({7}, dtype, 1), variance = random_tensor({7}, dtype, 2);
      const Tensor batch_mean = random_tensor({7}, dtype, 3),
                   batch_variance = random_tensor({7}, dtype, 4);
      for (const double momentum : {0.1, 0.001, 1.0})
        check_kernel(kernels::RunningStats{batch_mean, batch_variance, mean, variance, rows,
                                           momentum, mean, variance});
      const Tensor batches = Tensor::full({}, 41, DType::i64);
      check_kernel(kernels::RunningStats{batch_mean, batch_variance, mean, variance, rows, 0.5,
                                         mean, variance, batches, Tensor::scalar(0.25, dtype),
                                         batches});
      BOOST_TEST(batches.item() == 42);
    }
}

BOOST_AUTO_TEST_CASE(one_row_leaves_the_variance_and_two_double_it) {
  const Tensor mean = Tensor::zeros({1}), variance = Tensor::full({1}, 3);
  const Tensor batch = Tensor::full({1}, 5);
  kernels::update_running_stats({mean, variance}, batch, batch, 1, 0.5);
  BOOST_TEST(mean.at(0) == 2.5);
  BOOST_TEST(variance.at(0) == 3);
  kernels::update_running_stats({mean, variance}, batch, batch, 2, 0.5);
  BOOST_TEST(variance.at(0) == 6.5);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const Tensor three = random_tensor({3}), four = random_tensor({4});
  BOOST_CHECK_THROW(kernels::update_running_stats({three, three}, four, three, 2, 0.1), ShapeError);
  BOOST_CHECK_THROW(kernels::update_running_stats({three, four}, three, three, 2, 0.1), ShapeError);
  BOOST_CHECK_THROW(
      kernels::update_running_stats({three, three}, random_tensor({3}, DType::f64), three, 2, 0.1),
      DTypeError);
  BOOST_CHECK_THROW(kernels::update_running_stats({three, three}, three, three, 0, 0.1),
                    ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
