#include "tensor/kernels/depthwise_conv2d.h"

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

const Case kCases[] = {
    {"same", {2, 7, 9, 24}, {3, 3, 24}},
    {"stride 2, even picture", {1, 12, 18, 19}, {3, 3, 19}, {.stride = 2}},
    {"stride 2, odd picture", {1, 13, 17, 33}, {3, 3, 33}, {.stride = 2}},
    {"stride 3", {1, 14, 20, 8}, {3, 3, 8}, {.stride = 3}},
    {"valid", {1, 9, 12, 8}, {3, 3, 8}, {.padding = Padding::valid}},
    {"six by six", {1, 6, 6, 40}, {3, 3, 40}},
    {"narrow", {1, 5, 3, 16}, {3, 3, 16}},
    {"one pixel", {1, 1, 1, 16}, {3, 3, 16}},
    {"five by five", {1, 9, 8, 12}, {5, 5, 12}},
    {"no pictures", {0, 5, 6, 3}, {3, 3, 3}},
    {"no pixels", {1, 6, 0, 3}, {3, 3, 3}},
};

void check_kernels(const Case& c, DType dtype) {
  const Tensor x = random_tensor(c.x, dtype, 1), w = random_tensor(c.w, dtype, 2);
  const Tensor b = random_tensor({c.w[2]}, dtype, 3);
  const Tensor y = kernels::depthwise_conv2d(x, w, c.options);
  const Tensor dy = random_tensor(y.shape(), dtype, 4);
  check_kernel(kernels::DepthwiseConv2d{x, w, c.options, y});
  check_kernel(kernels::DepthwiseBiasClamp{x, w, b, c.options, -0.4, 0.3, y});
  check_kernel(kernels::DepthwiseBiasClamp{x, w, b, c.options, 0, kernels::kUnbounded, y});
  check_kernel(kernels::DepthwiseConv2dGradX{dy, w, c.options, Tensor::empty(c.x, dtype)});
  check_kernel(kernels::DepthwiseConv2dGradW{dy, x, c.options, Tensor::empty(c.w, dtype)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(depthwise_conv2d_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) check_kernels(c, dtype);
}

BOOST_AUTO_TEST_CASE(a_nan_goes_through_the_bounds) {
  const Tensor x = Tensor::full({1, 1, 6, 9}, 1.0), w = Tensor::full({3, 3, 9}, 7.0);
  x.cpu_span<float>()[0] = std::numeric_limits<float>::quiet_NaN();
  const Tensor y = kernels::depthwise_bias_clamp(x, w, Tensor::zeros({9}), {}, 0, 6);
  for (Index e = 0; e < y.numel(); ++e)
    BOOST_TEST((e == 0 || e == 9 ? std::isnan(y.at(e)) : y.at(e) == 6));
}

BOOST_AUTO_TEST_CASE(results_do_not_depend_on_the_number_of_threads) {
  const Tensor x = random_tensor({1, 31, 31, 80}, DType::f32, 1);
  const Tensor w = random_tensor({3, 3, 80}, DType::f32, 2);
  check_same_for_any_threads([&] { return kernels::depthwise_conv2d(x, w); });
}

BOOST_AUTO_TEST_CASE(the_message_names_the_argument_that_broke_the_contract) {
  const Tensor x = Tensor::zeros({1, 8, 6, 4}), w = Tensor::zeros({3, 3, 4});
  BOOST_CHECK_EXCEPTION(kernels::depthwise_conv2d(x, Tensor::zeros({3, 3, 5})), ShapeError,
                        mentions("depthwise_conv2d: 'w' has shape (3, 3, 5)"));
  BOOST_CHECK_EXCEPTION(kernels::depthwise_conv2d(x, w, {.groups = 4}), ValueError,
                        mentions("groups is 4; every channel is a group already"));
  BOOST_CHECK_EXCEPTION(kernels::depthwise_conv2d(x, w, {.stride = -1}), ValueError,
                        mentions("stride is -1"));
  BOOST_CHECK_EXCEPTION(
      kernels::depthwise_conv2d(x, Tensor::zeros({3, 7, 4}), {.padding = Padding::valid}),
      ShapeError, mentions("the window, 3 x 7, does not fit into 8 x 6 pixels"));
  BOOST_CHECK_EXCEPTION(kernels::depthwise_bias_clamp(x, w, Tensor::zeros({4}), {}, 6, 0),
                        ValueError, mentions("low 6 is above high 0"));
  BOOST_CHECK_EXCEPTION(kernels::depthwise_conv2d_grad_w(x, Tensor::zeros({1, 9, 6, 4}), 3, 3),
                        ShapeError, mentions("dy has 8 x 6 pixels; 9 x 6 of x give 9 x 6"));
}

BOOST_AUTO_TEST_SUITE_END()
