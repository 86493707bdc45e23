#include "tensor/kernels/resize_bilinear.h"

#include <algorithm>
#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

using kernels::PixelCenters;
using enum kernels::PixelCenters;

struct Case {
  Shape x;
  Index H_out, W_out;
};
const Case kCases[] = {
    {{1, 1, 1, 1}, 1, 1},   {{2, 1, 1, 3}, 4, 5},     {{2, 5, 4, 3}, 1, 1},
    {{1, 1, 7, 2}, 3, 4},   {{1, 6, 1, 2}, 4, 3},     {{2, 4, 5, 3}, 4, 5},
    {{0, 3, 4, 2}, 6, 8},   {{2, 3, 4, 0}, 6, 8},     {{1, 6, 6, 64}, 12, 12},
    {{2, 9, 8, 5}, 4, 3},   {{2, 3, 4, 17}, 10, 13},  {{1, 2, 3, 1}, 101, 50},
    {{1, 97, 50, 3}, 2, 3}, {{3, 33, 47, 5}, 70, 31},
};

// How much of pixel s a place has: a hat of width 2 around it.
double hat(double place, Index s, Index size) {
  place = std::clamp(place, 0.0, static_cast<double>(size) - 1);
  return std::max(0.0, 1 - std::abs(place - static_cast<double>(s)));
}
double place_of(Index i, Index in, Index out, PixelCenters centers) {
  const auto at = static_cast<double>(i), from = static_cast<double>(in),
             to = static_cast<double>(out);
  if (centers == half_pixel) return (at + 0.5) * (from / to) - 0.5;
  return out == 1 ? 0 : at * ((from - 1) / (to - 1));
}

// Of the picture (1, 1, W, 1) with these numbers, W_out numbers.
std::vector<double> resized_row(std::initializer_list<double> row, Index W_out,
                                PixelCenters centers) {
  const Tensor x = Tensor::from<double>({1, 1, static_cast<Index>(row.size()), 1}, row);
  const Tensor y = kernels::resize_bilinear(x, 1, W_out, centers);
  const std::span<const double> numbers = y.cpu_view<double>();
  return {numbers.begin(), numbers.end()};
}

}  // namespace

BOOST_AUTO_TEST_SUITE(resize_bilinear_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  for (const Case& c : kCases)
    BOOST_TEST_CONTEXT(c.x.to_string() << " to " << c.H_out << " x " << c.W_out)
  for (const PixelCenters centers : {half_pixel, align_corners})
    for (const DType dtype : {DType::f32, DType::f64}) {
      const Shape y{c.x[0], c.H_out, c.W_out, c.x[3]};
      check_kernel(
          kernels::ResizeBilinear{random_tensor(c.x, dtype), centers, Tensor::empty(y, dtype)});
      check_kernel(
          kernels::ResizeBilinearGrad{random_tensor(y, dtype), centers, Tensor::empty(c.x, dtype)});
    }
}

BOOST_AUTO_TEST_CASE(rows_that_were_computed_by_hand) {
  const auto per_element = boost::test_tools::per_element();
  using Row = std::vector<double>;
  BOOST_TEST(
      resized_row({0, 10, 20, 30}, 8, half_pixel) == (Row{0, 2.5, 7.5, 12.5, 17.5, 22.5, 27.5, 30}),
      per_element);
  BOOST_TEST(resized_row({0, 10, 20, 30}, 2, half_pixel) == (Row{5, 25}), per_element);
  BOOST_TEST(resized_row({0, 10, 20, 40}, 1, half_pixel) == (Row{15}), per_element);
  BOOST_TEST(resized_row({0, 10, 20, 30}, 7, align_corners) == (Row{0, 5, 10, 15, 20, 25, 30}),
             per_element);
  BOOST_TEST(resized_row({0, 10, 20, 30}, 2, align_corners) == (Row{0, 30}), per_element);
  BOOST_TEST(resized_row({7, 10, 20}, 1, align_corners) == (Row{7}), per_element);
  BOOST_TEST(resized_row({6}, 3, align_corners) == (Row{6, 6, 6}), per_element);
}

BOOST_AUTO_TEST_CASE(both_axes_are_resized_alike) {
  const Tensor x = Tensor::from<double>({1, 2, 2, 1}, {0, 10, 20, 30});
  BOOST_TEST(kernels::resize_bilinear(x, 1, 1, half_pixel).item() == 15);
  const Tensor y = kernels::resize_bilinear(x, 3, 2, align_corners);
  const double expected[] = {0, 10, 10, 20, 20, 30};
  BOOST_TEST(y.cpu_view<double>() == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_pixel_is_the_sum_of_hats) {
  for (const Case& c : kCases)
    BOOST_TEST_CONTEXT(c.x.to_string() << " to " << c.H_out << " x " << c.W_out)
  for (const PixelCenters centers : {half_pixel, align_corners}) {
    const Tensor x = random_tensor(c.x, DType::f64);
    const Tensor y = kernels::resize_bilinear(x, c.H_out, c.W_out, centers);
    const Index H = c.x[1], W = c.x[2], C = c.x[3];
    double furthest = 0;
    for (Index e = 0; e < y.numel(); ++e) {
      const Index k = e % C, j = e / C % c.W_out, i = e / (C * c.W_out) % c.H_out,
                  n = e / (C * c.W_out * c.H_out);
      double sum = 0;
      for (Index h = 0; h < H; ++h)
        for (Index w = 0; w < W; ++w)
          sum += hat(place_of(i, H, c.H_out, centers), h, H) *
                 hat(place_of(j, W, c.W_out, centers), w, W) * x.at(((n * H + h) * W + w) * C + k);
      furthest = std::max(furthest, std::abs(y.at(e) - sum));
    }
    BOOST_TEST(furthest < 1e-12);
  }
}

BOOST_AUTO_TEST_CASE(the_gradient_is_the_transpose) {
  const auto product = [](const Tensor& a, const Tensor& b) {
    double sum = 0;
    for (Index e = 0; e < a.numel(); ++e) sum += a.at(e) * b.at(e);
    return sum;
  };
  for (const Case& c : kCases)
    BOOST_TEST_CONTEXT(c.x.to_string() << " to " << c.H_out << " x " << c.W_out)
  for (const PixelCenters centers : {half_pixel, align_corners}) {
    const Tensor x = random_tensor(c.x, DType::f64, 1);
    const Tensor y = kernels::resize_bilinear(x, c.H_out, c.W_out, centers);
    const Tensor dy = random_tensor(y.shape(), DType::f64, 2);
    const Tensor dx = kernels::resize_bilinear_grad(dy, c.x[1], c.x[2], centers);
    BOOST_TEST(std::abs(product(y, dy) - product(x, dx)) < 1e-10);
  }
}

BOOST_AUTO_TEST_CASE(results_are_the_same_for_any_number_of_threads) {
  const Tensor x = random_tensor({2, 60, 50, 24}), dy = random_tensor({2, 131, 70, 24});
  check_same_for_any_threads([&] { return kernels::resize_bilinear(x, 131, 70, half_pixel); });
  check_same_for_any_threads([&] { return kernels::resize_bilinear_grad(dy, 60, 50, half_pixel); });
}

BOOST_AUTO_TEST_CASE(the_message_says_what_was_wanted) {
  const Tensor x = Tensor::zeros({1, 3, 4, 2});
  BOOST_CHECK_EXCEPTION(kernels::resize_bilinear(x, 0, 4, half_pixel), ValueError,
                        mentions("resize_bilinear: to 0 x 4 pixels; both must be at least 1"));
  BOOST_CHECK_EXCEPTION(kernels::resize_bilinear_grad(x, 3, -1, half_pixel), ValueError,
                        mentions("resize_bilinear_grad: to 3 x -1 pixels"));
  BOOST_CHECK_EXCEPTION(kernels::resize_bilinear(Tensor::zeros({1, 0, 4, 2}), 2, 2, half_pixel),
                        ShapeError, mentions("resize_bilinear: a picture of 0 x 4 has no pixels"));
  BOOST_CHECK_EXCEPTION(kernels::resize_bilinear(Tensor::zeros({3, 4, 2}), 2, 2, half_pixel),
                        ShapeError, mentions("'x' has shape (3, 4, 2); expected (N, H, W, C)"));
  BOOST_CHECK_EXCEPTION(kernels::resize_bilinear(x.to(DType::u8), 2, 2, half_pixel), DTypeError,
                        mentions("resize_bilinear: works on f32 and f64, not on u8"));
}

BOOST_AUTO_TEST_SUITE_END()
