#include <limits>

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tensor/kernels/pointwise.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

constexpr DType kTypes[] = {DType::f32, DType::f64, DType::bf16};

}  // namespace

BOOST_AUTO_TEST_SUITE(cast_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType from : kTypes)
    for (const DType to : kTypes)
      for (const Shape& shape : {Shape{}, Shape{0, 3}, Shape{2, 3, 5}, Shape{130, 301}})
        check_kernel(kernels::Cast{random_tensor(shape, from), Tensor::empty(shape, to)});
}

BOOST_AUTO_TEST_CASE(numbers_are_rounded_to_nearest_ties_to_even) {
  // bf16 has 8 bits of precision: 1, then 1 + 2^-7.
  const Tensor x = Tensor::from<float>({4}, {1 + 0x1p-8F, 1 + 0x3p-8F, 1 + 0x1.2p-8F, -0x1p-130F});
  const Tensor y = kernels::cast(kernels::cast(x, DType::bf16), DType::f32);
  const float expected[] = {1, 1 + 0x1p-6F, 1 + 0x1p-7F, -0x1p-130F};
  BOOST_TEST(y.cpu_view<float>() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_nan_stays_and_what_is_too_large_becomes_infinite) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const Tensor x = Tensor::from<double>({3}, {kNaN, 1e300, -1e300});
  for (const DType to : {DType::f32, DType::bf16}) {
    const Tensor y = kernels::cast(x, to);
    BOOST_TEST(std::isnan(y.at(0)));
    BOOST_TEST(y.at(1) == std::numeric_limits<double>::infinity());
    BOOST_TEST(y.at(2) == -std::numeric_limits<double>::infinity());
  }
}

BOOST_AUTO_TEST_CASE(the_same_type_is_the_same_tensor) {
  const Variable x(random_tensor({3}), true);
  BOOST_TEST(cast(x, DType::f32).same_as(x));
  BOOST_TEST(kernels::cast(x.value(), DType::f32).shares_storage(x.value()));
}

BOOST_AUTO_TEST_CASE(a_gradient_has_the_type_of_its_input) {
  const Variable x(random_tensor({4}, DType::f32), true);
  backward(cast(x, DType::f64) * 3.0, Tensor::from<double>({4}, {1, 0x1p-30, -1, 1 + 0x1p-40}));
  BOOST_TEST((x.grad().dtype() == DType::f32));
  const float expected[] = {3, 3 * 0x1p-30F, -3, 3};
  BOOST_TEST(x.grad().cpu_view<float>() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(integers_are_refused) {
  BOOST_CHECK_EXCEPTION(kernels::cast(Tensor::zeros({2}, DType::i64), DType::f32), DTypeError,
                        mentions("cast: from i64 to f32"));
  BOOST_CHECK_EXCEPTION(kernels::cast(Tensor::zeros({2}), DType::i64), DTypeError,
                        mentions("cast: from f32 to i64"));
  BOOST_CHECK_EXCEPTION(kernels::cast(Tensor::zeros({2}, DType::u8), DType::f32), DTypeError,
                        mentions("cast: from u8 to f32"));
}

BOOST_AUTO_TEST_SUITE_END()
