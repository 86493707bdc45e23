#include <boost/test/unit_test.hpp>

#include "tensor/kernels/batchnorm.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(fold_norm_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64}) {
    const auto numbers = [&](std::uint64_t seed, double low) {
      return random_tensor({6}, dtype, seed, low, 2);
    };
    check_kernel(kernels::FoldNorm{random_tensor({6, 3, 5}, dtype, 1), numbers(2, -1),
                                   numbers(3, 0), numbers(4, -1), numbers(5, -1), 1e-5,
                                   Tensor::empty({6, 3, 5}, dtype), Tensor::empty({6}, dtype)});
  }
}

BOOST_AUTO_TEST_CASE(shapes_that_do_not_fit_are_refused) {
  const Tensor w = random_tensor({6, 3, 5}), six = random_tensor({6}), five = random_tensor({5});
  BOOST_CHECK_THROW(kernels::fold_norm(w, six, six, six, five, 1e-5), ShapeError);
  BOOST_CHECK_THROW(kernels::fold_norm(w, five, six, six, six, 1e-5), ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()
