#include "tensor/dims.h"

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(dims)

BOOST_AUTO_TEST_CASE(it_gives_the_sizes_by_name) {
  Dims dims("op");
  const auto [N, L, C] = dims.bind("x", Tensor::zeros({2, 3, 5}), "N", "L", "C");
  BOOST_TEST((N == 2 && L == 3 && C == 5));
  const auto [rows] = dims.bind("bias", Tensor::zeros({5}), "C");
  BOOST_TEST(rows == 5);
}

BOOST_AUTO_TEST_CASE(a_name_keeps_its_size) {
  Dims dims("op");
  dims.bind("x", Tensor::zeros({2, 3, 5}), "N", "L", "C");
  BOOST_CHECK_EXCEPTION(
      dims.bind("bias", Tensor::zeros({4}), "C"), ShapeError,
      mentions("op: 'bias' has shape (4,); expected (C,) with C = 5, fixed by 'x' (2, 3, 5)"));
  Dims square("op");
  BOOST_CHECK_EXCEPTION(
      square.bind("a", Tensor::zeros({2, 3}), "K", "K"), ShapeError,
      mentions("op: 'a' has shape (2, 3); expected (K, K) with K = 2, fixed by 'a' (2, 3)"));
}

BOOST_AUTO_TEST_CASE(rank_type_and_presence_are_checked) {
  Dims dims("op");
  dims.bind("x", Tensor::zeros({2, 3}), "N", "C");
  BOOST_CHECK_EXCEPTION(dims.bind("y", Tensor::zeros({2}), "N", "C"), ShapeError,
                        mentions("op: 'y' has shape (2,); expected (N, C)"));
  BOOST_CHECK_EXCEPTION(dims.bind("y", Tensor::zeros({2, 3}, DType::f64), "N", "C"), DTypeError,
                        mentions("op: 'y' holds f64, but 'x' holds f32"));
  BOOST_CHECK_EXCEPTION(dims.bind("y", Tensor{}, "N"), ShapeError, mentions("op: 'y' is empty"));
  dims.require(true, "never said");
  BOOST_CHECK_EXCEPTION(dims.require(false, "{} is not {}", 1, 2), ShapeError,
                        mentions("op: 1 is not 2"));
}

BOOST_AUTO_TEST_SUITE_END()
