#include "tensor/kernels/conv2d.h"

#include <algorithm>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;
using kernels::Padding;

namespace {

struct Case {
  const char* name;
  Shape x, w;
  kernels::Conv2dOptions options = {};
};

// Each width of a panel of the product, ragged rows and columns, several blocks of its depth.
const Case kCases[] = {
    {"one tap, one column", {1, 5, 4, 9}, {1, 1, 9, 1}},
    {"one tap, one vector", {1, 7, 4, 9}, {1, 1, 9, 8}},
    {"one tap, a few columns too many", {1, 7, 7, 16}, {1, 1, 16, 34}},
    {"one tap, three vectors", {1, 6, 6, 24}, {1, 1, 24, 24}},
    {"one tap, many columns", {1, 3, 3, 32}, {1, 1, 32, 200}},
    {"one tap, deep", {1, 3, 3, 900}, {1, 1, 900, 40}},
    {"one tap, many rows", {1, 40, 33, 5}, {1, 1, 5, 17}},
    {"first layer", {1, 33, 18, 3}, {3, 3, 3, 32}, {.stride = 2}},
    {"even picture", {1, 32, 16, 3}, {3, 3, 3, 8}, {.stride = 2}},
    {"valid", {2, 9, 12, 4}, {3, 5, 4, 7}, {.padding = Padding::valid}},
    {"groups", {2, 5, 6, 12}, {3, 3, 3, 20}, {.groups = 4}},
    {"no pictures", {0, 5, 6, 3}, {3, 3, 3, 4}},
    {"no pixels", {1, 0, 6, 3}, {3, 3, 3, 4}},
    {"no channels", {1, 4, 6, 0}, {3, 3, 0, 4}},
};

void check_kernels(const Case& c, DType dtype) {
  const Tensor x = random_tensor(c.x, dtype, 1), w = random_tensor(c.w, dtype, 2);
  const Tensor b = random_tensor({c.w[3]}, dtype, 3);
  const Tensor y = kernels::conv2d(x, w, c.options);
  const Tensor dy = random_tensor(y.shape(), dtype, 4);
  check_kernel(kernels::Conv2d{x, w, c.options, y});
  check_kernel(kernels::Conv2dBiasClamp{x, w, b, c.options, -0.4, 0.3, y});
  check_kernel(kernels::Conv2dBiasClamp{x, w, b, c.options, 0, kernels::kUnbounded, y});
  check_kernel(kernels::Conv2dGradX{dy, w, c.options, Tensor::empty(c.x, dtype)});
  check_kernel(kernels::Conv2dGradW{dy, x, c.options, Tensor::empty(c.w, dtype)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conv2d_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) check_kernels(c, dtype);
}

BOOST_AUTO_TEST_CASE(same_padding_puts_the_odd_zero_behind) {
  // Four pixels, three taps, stride 2: one zero, at the end. Filter (1, 10, 100).
  const Tensor x = Tensor::from<float>({1, 1, 4, 1}, {1, 2, 3, 4});
  const Tensor w = Tensor::from<float>({1, 3, 1, 1}, {1, 10, 100});
  const Tensor y = kernels::conv2d(x, w, {.stride = 2});
  BOOST_TEST(y.shape().to_string() == "(1, 1, 2, 1)");
  BOOST_TEST(y.at(0) == 321);
  BOOST_TEST(y.at(1) == 43);
}

BOOST_AUTO_TEST_CASE(a_nan_goes_through_the_bounds) {
  const Tensor x = Tensor::full({1, 2, 2, 8}, 1.0), w = Tensor::full({1, 1, 8, 9}, 1.0);
  x.cpu_span<float>()[8] = std::numeric_limits<float>::quiet_NaN();
  const Tensor y = kernels::conv2d_bias_clamp(x, w, Tensor::zeros({9}), {}, 0, 6);
  for (Index e = 0; e < y.numel(); ++e)
    BOOST_TEST((e / 9 == 1 ? std::isnan(y.at(e)) : y.at(e) == 6));
}

BOOST_AUTO_TEST_CASE(results_do_not_depend_on_the_number_of_threads) {
  for (const auto& [pixels, channels, outputs] :
       {std::array<Index, 3>{6, 960, 320}, std::array<Index, 3>{40, 24, 144}}) {
    const Tensor x = random_tensor({1, pixels, pixels, channels}, DType::f32, 1);
    const Tensor w = random_tensor({1, 1, channels, outputs}, DType::f32, 2);
    check_same_for_any_threads([&] { return kernels::conv2d(x, w); });
  }
}

BOOST_AUTO_TEST_CASE(the_message_names_the_argument_that_broke_the_contract) {
  const Tensor x = Tensor::zeros({1, 8, 6, 4}), w = Tensor::zeros({3, 3, 4, 6});
  BOOST_CHECK_EXCEPTION(kernels::conv2d(x, Tensor::zeros({3, 3, 5, 6})), ShapeError,
                        mentions("conv2d: 'w' has shape (3, 3, 5, 6); expected (K_h, K_w, C_group, "
                                 "C_out) with C_group = 4: 1 group of 'x' (1, 8, 6, 4)"));
  BOOST_CHECK_EXCEPTION(kernels::conv2d(x, w, {.groups = 3}), ShapeError,
                        mentions("3 groups do not divide 4 channels in and 6 out"));
  BOOST_CHECK_EXCEPTION(kernels::conv2d(x, w, {.groups = 0}), ValueError, mentions("groups is 0"));
  BOOST_CHECK_EXCEPTION(kernels::conv2d(x, w, {.stride = 0}), ValueError, mentions("stride is 0"));
  BOOST_CHECK_EXCEPTION(kernels::conv2d(x, Tensor::zeros({0, 3, 4, 6})), ShapeError,
                        mentions("'w' has no taps"));
  BOOST_CHECK_EXCEPTION(
      kernels::conv2d(x, Tensor::zeros({9, 3, 4, 6}), {.padding = Padding::valid}), ShapeError,
      mentions("the window, 9 x 3, does not fit into 8 x 6 pixels"));
  BOOST_CHECK_EXCEPTION(kernels::conv2d(x, Tensor::zeros({3, 3, 4, 6}, DType::f64)), DTypeError,
                        mentions("'w' holds f64"));
  BOOST_CHECK_EXCEPTION(kernels::conv2d_bias_clamp(x, w, Tensor::zeros({5})), ShapeError,
                        mentions("'b' has shape (5,)"));
  BOOST_CHECK_EXCEPTION(kernels::conv2d_bias_clamp(x, w, Tensor::zeros({6}), {}, 6, 0), ValueError,
                        mentions("low 6 is above high 0"));
  BOOST_CHECK_EXCEPTION(kernels::conv2d_grad_x(x, Tensor::zeros({3, 3, 4, 4}), 9, 6), ShapeError,
                        mentions("dy has 8 x 6 pixels; 9 x 6 of x give 9 x 6"));
}

BOOST_AUTO_TEST_SUITE_END()
