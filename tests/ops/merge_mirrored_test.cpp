#include <boost/test/unit_test.hpp>

#include "tensor/kernels/mirror.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

const Tensor kSwap = Tensor::from<Index>({5}, {0, 2, 1, 4, 3});

}  // namespace

BOOST_AUTO_TEST_SUITE(merge_mirrored_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Index D : {1, 3})
      for (const Index T : {0, 1, 300}) {
        const Shape shape{T, 5, D};
        check_kernel(kernels::MergeMirrored{random_tensor(shape, dtype, 1),
                                            random_tensor(shape, dtype, 2), kSwap,
                                            Tensor::empty(shape, dtype)});
      }
}

BOOST_AUTO_TEST_CASE(what_mirrors_itself_is_its_own_mean) {
  const Tensor pose = Tensor::from<float>({1, 2, 3}, {1, 2, 3, 4, 5, 6});
  const Tensor mirrored = Tensor::from<float>({1, 2, 3}, {-4, 5, 6, -1, 2, 3});
  const Tensor y = Tensor::empty({1, 2, 3});
  kernels::merge_mirrored(pose, mirrored, Tensor::from<Index>({2}, {1, 0}), y);
  for (Index e = 0; e < 6; ++e) BOOST_TEST(y.at(e) == pose.at(e));
}

BOOST_AUTO_TEST_CASE(messages_name_the_argument) {
  const Tensor x = random_tensor({4, 5, 3}), y = Tensor::empty({4, 5, 3});
  BOOST_CHECK_EXCEPTION(kernels::merge_mirrored(x.reshape({20, 3}), x, kSwap, y), ShapeError,
                        mentions("'plain' has shape (20, 3)"));
  BOOST_CHECK_EXCEPTION(kernels::merge_mirrored(x, x.rows(0, 3), kSwap, y), ShapeError,
                        mentions("'mirrored' has shape (3, 5, 3)"));
  BOOST_CHECK_EXCEPTION(kernels::merge_mirrored(x, x, x, y), DTypeError,
                        mentions("'swap' holds f32; i64 is needed"));
  BOOST_CHECK_EXCEPTION(kernels::merge_mirrored(x, x, Tensor::from<Index>({2}, {1, 0}), y),
                        ShapeError, mentions("'swap' has shape (2,); expected (J,) with J = 5"));
}

BOOST_AUTO_TEST_SUITE_END()
