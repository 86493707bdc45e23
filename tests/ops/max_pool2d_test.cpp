#include "tensor/kernels/max_pool2d.h"

#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "autograd/ops.h"
#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

using kernels::Padding;
using enum kernels::Padding;

struct Case {
  Shape x;
  Index size, stride;
  Padding padding;
};
const Case kCases[] = {
    {{1, 1, 1, 1}, 1, 1, valid},  {{1, 1, 1, 1}, 3, 2, same},    {{2, 4, 6, 3}, 2, 2, valid},
    {{2, 5, 7, 3}, 2, 2, valid},  {{2, 5, 7, 3}, 2, 2, same},    {{1, 7, 6, 70}, 3, 2, valid},
    {{1, 7, 6, 130}, 3, 1, same}, {{1, 8, 9, 2}, 2, 3, same},    {{1, 8, 9, 2}, 1, 4, valid},
    {{1, 3, 2, 2}, 5, 2, same},   {{0, 4, 4, 2}, 2, 2, valid},   {{2, 4, 4, 0}, 2, 2, valid},
    {{1, 0, 4, 2}, 2, 2, same},   {{3, 33, 28, 16}, 2, 2, same}, {{1, 40, 41, 3}, 7, 3, same},
};

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// A few equal numbers, so that ties are met.
Tensor with_ties(const Shape& shape, DType dtype) {
  const Tensor x = random_tensor(shape, DType::f64, 1, -3, 3);
  for (double& number : x.cpu_span<double>()) number = std::round(number);
  return x.to(dtype);
}

// Rows of a matrix as one channel of one picture.
Tensor picture(Index H, Index W, std::initializer_list<double> numbers) {
  return Tensor::from<double>({1, H, W, 1}, numbers);
}

// By walking over windows, with infinitely small numbers around the picture.
struct Walked {
  std::vector<double> y, dx;
};
Walked walk(const Case& c, const Tensor& x, const Tensor& dy) {
  const Index N = c.x[0], H = c.x[1], W = c.x[2], C = c.x[3];
  const auto windows = [&](Index pixels) {
    return c.padding == valid ? (pixels - c.size) / c.stride + 1
                              : (pixels + c.stride - 1) / c.stride;
  };
  const auto first = [&](Index pixels) {
    const Index missing = (windows(pixels) - 1) * c.stride + c.size - pixels;
    return c.padding == valid || missing < 0 ? 0 : -(missing / 2);
  };
  Walked walked{{}, std::vector<double>(static_cast<std::size_t>(x.numel()), 0.0)};
  for (Index n = 0; n < N; ++n)
    for (Index i = 0; i < windows(H); ++i)
      for (Index j = 0; j < windows(W); ++j)
        for (Index k = 0; k < C; ++k) {
          double best = -std::numeric_limits<double>::infinity();
          Index place = -1;
          for (Index a = 0; a < c.size; ++a)
            for (Index b = 0; b < c.size; ++b) {
              const Index h = first(H) + i * c.stride + a, w = first(W) + j * c.stride + b;
              if (h < 0 || w < 0 || h >= H || w >= W) continue;
              const Index at = ((n * H + h) * W + w) * C + k;
              if (x.at(at) > best) {
                best = x.at(at);
                place = at;
              }
            }
          walked.dx[static_cast<std::size_t>(place)] += dy.at(static_cast<Index>(walked.y.size()));
          walked.y.push_back(best);
        }
  return walked;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(max_pool2d_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const Case& c : kCases)
    BOOST_TEST_CONTEXT(c.x.to_string() << " by " << c.size << ", " << c.stride)
  for (const DType dtype : {DType::f32, DType::f64}) {
    const kernels::Pool2dOptions options{c.size, c.stride, c.padding};
    const Tensor x = with_ties(c.x, dtype);
    const Shape y = kernels::max_pool2d(x, c.size, c.stride, c.padding).shape();
    check_kernel(kernels::MaxPool2d{x, options, Tensor::empty(y, dtype)});
    check_kernel(
        kernels::MaxPool2dGrad{random_tensor(y, dtype, 2), x, options, Tensor::empty(c.x, dtype)});
  }
}

BOOST_AUTO_TEST_CASE(values_and_gradients_are_those_of_a_walk_over_windows) {
  for (const Case& c : kCases)
    BOOST_TEST_CONTEXT(c.x.to_string() << " by " << c.size << ", " << c.stride) {
      const Variable x(with_ties(c.x, DType::f64), true);
      const Variable y = max_pool2d(x, c.size, c.stride, c.padding);
      const Tensor dy = random_tensor(y.shape(), DType::f64, 2);
      backward(y, dy);
      const Walked walked = walk(c, x.value(), dy);
      BOOST_TEST(y.value().cpu_view<double>() == walked.y, boost::test_tools::per_element());
      BOOST_REQUIRE(x.grad().numel() == static_cast<Index>(walked.dx.size()));
      double furthest = 0;
      for (Index e = 0; e < x.grad().numel(); ++e)
        furthest =
            std::max(furthest, std::abs(x.grad().at(e) - walked.dx[static_cast<std::size_t>(e)]));
      BOOST_TEST(furthest < 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(windows_lie_where_they_should) {
  const Tensor x = picture(3, 3, {1, 2, 3, 4, 5, 6, 7, 8, 9});
  BOOST_TEST(kernels::max_pool2d(x, 2, 2).item() == 5);
  const double behind[] = {5, 6, 8, 9};  // the one row too few is added behind
  BOOST_TEST(kernels::max_pool2d(x, 2, 2, same).cpu_view<double>() == behind,
             boost::test_tools::per_element());
  const double around[] = {5, 6, 6, 8, 9, 9, 8, 9, 9};
  BOOST_TEST(kernels::max_pool2d(x, 3, 1, same).cpu_view<double>() == around,
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(what_padding_adds_never_counts) {
  const Tensor y = kernels::max_pool2d(Tensor::full({1, 3, 3, 2}, -5), 3, 1, same);
  for (Index e = 0; e < y.numel(); ++e) BOOST_TEST(y.at(e) == -5);
}

BOOST_AUTO_TEST_CASE(of_equal_numbers_the_first_has_the_gradient) {
  const Variable x(picture(2, 2, {1, 3, 3, 3}), true);
  backward(max_pool2d(x, 2, 2), picture(1, 1, {7}));
  const double expected[] = {0, 7, 0, 0};
  BOOST_TEST(x.grad().cpu_view<double>() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_nan_is_the_largest_and_has_the_gradient) {
  for (const DType dtype : {DType::f32, DType::f64})
    for (const Index place : {0, 1, 2, 3}) {
      const Tensor numbers = picture(2, 2, {1, 2, 3, 4});
      numbers.cpu_span<double>()[static_cast<std::size_t>(place)] = kNaN;
      const Variable x(numbers.to(dtype), true);
      const Variable y = max_pool2d(x, 2, 2);
      BOOST_TEST(std::isnan(y.value().item()));
      backward(y, Tensor::full({1, 1, 1, 1}, 7, dtype));
      for (Index e = 0; e < 4; ++e) BOOST_TEST(x.grad().at(e) == (e == place ? 7 : 0));
    }
}

BOOST_AUTO_TEST_CASE(results_are_the_same_for_any_number_of_threads) {
  const Tensor x = random_tensor({3, 40, 33, 70}), dy = random_tensor({3, 20, 17, 70});
  check_same_for_any_threads([&] { return kernels::max_pool2d(x, 3, 2, same); });
  check_same_for_any_threads([&] { return kernels::max_pool2d_grad(dy, x, 3, 2, same); });
}

BOOST_AUTO_TEST_CASE(the_message_says_what_was_wanted) {
  const Tensor x = Tensor::zeros({1, 3, 4, 2});
  BOOST_CHECK_EXCEPTION(kernels::max_pool2d(x, 0, 2), ValueError,
                        mentions("max_pool2d: size 0 and stride 2; both must be at least 1"));
  BOOST_CHECK_EXCEPTION(kernels::max_pool2d(x, 2, 0), ValueError, mentions("stride 0"));
  BOOST_CHECK_EXCEPTION(kernels::max_pool2d(x, 4, 1), ShapeError,
                        mentions("max_pool2d: a window of 4 x 4 pixels does not fit into 3 x 4"));
  BOOST_CHECK_EXCEPTION(
      kernels::max_pool2d_grad(Tensor::zeros({1, 2, 2, 2}), x, 2, 2), ShapeError,
      mentions("max_pool2d_grad: 'dy' has 2 x 2 windows; x (1, 3, 4, 2) gives 1 x 2"));
  BOOST_CHECK_EXCEPTION(
      kernels::max_pool2d_grad(Tensor::zeros({1, 1, 2, 3}), x, 2, 2), ShapeError,
      mentions("'x' has shape (1, 3, 4, 2); expected (N, H, W, C) with C = 3, fixed by 'dy'"));
}

BOOST_AUTO_TEST_SUITE_END()
