#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/in_precision.h"
#include "tests/support/random_tensor.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

struct Case {
  const char* name;
  Shape x, w;
  Conv1dOptions options;
};

const Case kCases[] = {
    {"one tap", {2, 5, 3}, {4, 1, 3}, {}},
    {"plain", {2, 11, 3}, {4, 3, 3}, {}},
    {"dilated", {2, 11, 3}, {4, 3, 3}, {.dilation = 3}},
    {"stride is width", {3, 9, 4}, {5, 3, 4}, {.stride = 3}},
    {"stride is width, frames left over", {3, 11, 4}, {5, 3, 4}, {.stride = 3}},
    {"stride below width", {2, 10, 3}, {4, 5, 3}, {.stride = 2}},
    {"stride beyond width", {2, 10, 3}, {4, 2, 3}, {.stride = 4}},
    {"stride and dilation", {2, 15, 3}, {4, 3, 3}, {.stride = 2, .dilation = 2}},
    {"one frame out", {1, 3, 2}, {1, 3, 2}, {}},
    {"one sample, dilated", {1, 12, 3}, {2, 3, 3}, {.dilation = 4}},
    {"one tap, strided", {2, 9, 3}, {4, 1, 3}, {.stride = 3}},
    {"single channel", {2, 7, 1}, {1, 3, 1}, {.dilation = 2}},
};

// Large enough to take the path of long samples, several groups of gathered ones, and several parts
// of a long one.
const Case kLargeCases[] = {
    {"long samples", {2, 230, 5}, {7, 3, 5}, {.dilation = 9}},
    {"long samples, strided", {2, 420, 5}, {7, 3, 5}, {.stride = 2}},
    {"several groups", {300, 13, 5}, {7, 3, 5}, {.dilation = 3}},
    {"one very long sample", {1, 17001, 4}, {3, 3, 4}, {.stride = 2, .dilation = 2}},
};

void check_kernels(const Case& c, DType dtype) {
  const Tensor x = random_tensor(c.x, dtype, 1), w = random_tensor(c.w, dtype, 2);
  const Tensor y = kernels::conv1d(x, w, c.options);
  const Tensor dy = random_tensor(y.shape(), dtype, 3);
  check_kernel(kernels::Conv1d{x, w, c.options, y});
  check_kernel(kernels::Conv1dGradX{dy, w, c.options, Tensor::empty(c.x, dtype)});
  check_kernel(kernels::Conv1dGradW{dy, x, c.options, Tensor::empty(c.w, dtype)});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(conv1d_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64}) {
    for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) check_kernels(c, dtype);
    for (const Case& c : kLargeCases) BOOST_TEST_CONTEXT(c.name) check_kernels(c, dtype);
  }
}

BOOST_AUTO_TEST_CASE(tf32_is_inside_its_wider_bounds, *on_gpu()) {
  const InPrecision tf32(Precision::tf32);
  for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) check_kernels(c, DType::f32);
  for (const Case& c : kLargeCases) BOOST_TEST_CONTEXT(c.name) check_kernels(c, DType::f32);
}

BOOST_AUTO_TEST_CASE(the_message_names_the_argument_that_broke_the_contract) {
  const Variable x(Tensor::zeros({8, 243, 33}));
  BOOST_CHECK_EXCEPTION(conv1d(x, Variable(Tensor::zeros({64, 3, 34}))), ShapeError,
                        mentions("conv1d: 'w' has shape (64, 3, 34); expected (C_out, K, C_in) "
                                 "with C_in = 33, fixed by 'x' (8, 243, 33)"));
  BOOST_CHECK_EXCEPTION(conv1d(x, Variable(Tensor::zeros({64, 3, 33})), {.dilation = 122}),
                        ShapeError, mentions("the window spans 245 frames but x has only L = 243"));
  BOOST_CHECK_EXCEPTION(conv1d(x, Variable(Tensor::zeros({64, 3, 33})), {.stride = 0}), ValueError,
                        mentions("stride 0"));
  BOOST_CHECK_EXCEPTION(conv1d(x, Variable(Tensor::zeros({64, 3, 33}, DType::f64))), DTypeError,
                        mentions("'w' holds f64"));
  BOOST_CHECK_EXCEPTION(conv1d(x, Variable(Tensor::zeros({64, 33}))), ShapeError,
                        mentions("(64, 33)"));
}

BOOST_AUTO_TEST_SUITE_END()
