#include "pose/data/collect.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(collect_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Shape& shape : {Shape{}, Shape{0, 3}, Shape{7, 5, 3}})
      check_kernel(pose::Collect{random_tensor(shape, dtype), Tensor::empty(shape, dtype)});
}

BOOST_AUTO_TEST_CASE(a_part_of_a_tensor_is_written) {
  const Tensor all = Tensor::zeros({4, 2});
  pose::collect(Tensor::full({2, 2}, 3), all.rows(1, 3));
  const double expected[] = {0, 0, 3, 3, 3, 3, 0, 0};
  for (Index e = 0; e < 8; ++e) BOOST_TEST(all.at(e) == expected[e]);
}

BOOST_AUTO_TEST_CASE(messages_name_the_argument) {
  BOOST_CHECK_EXCEPTION(pose::collect(Tensor::zeros({3}), Tensor::zeros({4})), ShapeError,
                        mentions("collect: 'y' has shape (4,)"));
  BOOST_CHECK_THROW(pose::collect(Tensor::zeros({3}), Tensor::zeros({3}, DType::f64)), DTypeError);
}

BOOST_AUTO_TEST_SUITE_END()
