#include "pose/data/root_to_origin.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(root_to_origin_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Shape& shape : {Shape{1, 3}, Shape{0, 17, 3}, Shape{50, 17, 3}, Shape{2, 5, 4, 3}}) {
      const Tensor x = random_tensor(shape, dtype);
      check_kernel(pose::RootToOrigin{x, Tensor::empty(shape, dtype)});
      check_kernel(pose::RootToOrigin{x, x});
    }
}

BOOST_AUTO_TEST_CASE(messages_name_the_argument) {
  const Tensor x = random_tensor({4, 5, 3});
  BOOST_CHECK_EXCEPTION(pose::root_to_origin(x, x.rows(0, 3)), ShapeError,
                        mentions("root_to_origin: 'y' has shape (3, 5, 3)"));
  BOOST_CHECK_EXCEPTION(pose::root_to_origin(x.reshape({60}), x.reshape({60})), ShapeError,
                        mentions("'x' has shape (60,); expected (N..., J, 3)"));
}

BOOST_AUTO_TEST_SUITE_END()
