#include "tensor/kernels/inverted_residual.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>

#include "tensor/kernels/depthwise_conv2d.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;
using kernels::BiasedFilters;
using kernels::Padding;

namespace {

struct Case {
  const char* name;
  Shape x;
  Index wide, out;
  kernels::Conv2dOptions options = {};
  Index taps = 3;
};

const Case kCases[] = {
    {"as large", {2, 7, 9, 5}, 24, 6},
    {"stride 2, even picture", {1, 12, 18, 4}, 19, 3, {.stride = 2}},
    {"stride 2, odd picture", {1, 13, 17, 4}, 33, 3, {.stride = 2}},
    {"stride 3", {1, 14, 20, 3}, 8, 2, {.stride = 3}},
    {"valid", {1, 9, 12, 3}, 8, 2, {.padding = Padding::valid}},
    {"narrow", {1, 5, 3, 2}, 16, 1},
    {"one pixel", {1, 1, 1, 2}, 16, 3},
    {"five by five", {1, 9, 8, 3}, 12, 4, {}, 5},
    {"one tap", {1, 4, 5, 3}, 12, 4, {.stride = 2}, 1},
    {"no pictures", {0, 5, 6, 3}, 3, 2},
    {"rows that do not fit into the cache together", {1, 11, 40, 3}, 2000, 2},
};

struct Filters {
  BiasedFilters expand, depthwise, project;

  Filters(Index in, Index wide, Index out, Index taps, DType dtype)
      : expand{random_tensor({1, 1, in, wide}, dtype, 2), random_tensor({wide}, dtype, 3)},
        depthwise{random_tensor({taps, taps, wide}, dtype, 4), random_tensor({wide}, dtype, 5)},
        project{random_tensor({1, 1, wide, out}, dtype, 6), random_tensor({out}, dtype, 7)} {}
  Filters(const Case& c, DType dtype) : Filters(c.x[3], c.wide, c.out, c.taps, dtype) {}

  Tensor in_one(const Tensor& x, kernels::Conv2dOptions options, double low, double high) const {
    return kernels::inverted_residual(x, expand, depthwise, project, options, low, high);
  }
  Tensor in_turn(const Tensor& x, kernels::Conv2dOptions options, double low, double high) const {
    const Tensor wide = kernels::conv2d_bias_clamp(x, expand.w, expand.b, {}, low, high);
    return kernels::conv2d_bias_clamp(
        kernels::depthwise_bias_clamp(wide, depthwise.w, depthwise.b, options, low, high),
        project.w, project.b);
  }
};

bool are_equal(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::ranges::equal(a.cpu_view<float>(), b.cpu_view<float>());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(inverted_residual_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
        const Filters f(c, dtype);
        const Tensor x = random_tensor(c.x, dtype, 1);
        const Tensor y = f.in_one(x, c.options, -0.4, 0.7);
        check_kernel(kernels::InvertedResidual{x, f.expand.w, f.expand.b, f.depthwise.w,
                                               f.depthwise.b, f.project.w, f.project.b, c.options,
                                               -0.4, 0.7, y});
      }
}

BOOST_AUTO_TEST_CASE(the_numbers_are_those_of_three_ops) {
  for (const Case& c : kCases) BOOST_TEST_CONTEXT(c.name) {
      const Filters f(c, DType::f32);
      const Tensor x = random_tensor(c.x, DType::f32, 1);
      BOOST_TEST(are_equal(f.in_one(x, c.options, 0, 6), f.in_turn(x, c.options, 0, 6)));
    }
}

BOOST_AUTO_TEST_CASE(results_do_not_depend_on_the_number_of_threads) {
  const Filters f(6, 80, 7, 3, DType::f32);
  const Tensor x = random_tensor({3, 31, 29, 6}, DType::f32, 1);
  for (const Index stride : {1, 2})
    check_same_for_any_threads([&] { return f.in_one(x, {.stride = stride}, 0, 6); });
}

BOOST_AUTO_TEST_CASE(the_message_names_the_argument_that_broke_the_contract) {
  const Filters f(4, 8, 3, 3, DType::f32);
  const Tensor x = Tensor::zeros({1, 8, 6, 4});
  BOOST_CHECK_EXCEPTION(
      kernels::inverted_residual(x, f.expand, {Tensor::zeros({3, 3, 9}), f.depthwise.b}, f.project),
      ShapeError, mentions("inverted_residual: 'w2' has shape (3, 3, 9)"));
  BOOST_CHECK_EXCEPTION(kernels::inverted_residual(x, {Tensor::zeros({3, 3, 4, 8}), f.expand.b},
                                                   f.depthwise, f.project),
                        ShapeError, mentions("inverted_residual: 'w1' has shape (3, 3, 4, 8)"));
  BOOST_CHECK_EXCEPTION(f.in_one(x, {.groups = 2}, 0, 6), ValueError, mentions("groups is 2"));
  BOOST_CHECK_EXCEPTION(f.in_one(x, {}, 6, 0), ValueError, mentions("low 6 is above high 0"));
}

BOOST_AUTO_TEST_SUITE_END()
