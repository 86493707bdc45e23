#include "tensor/kernels/crop_and_resize.h"

#include <cmath>
#include <limits>
#include <optional>
#include <random>

#include <boost/test/unit_test.hpp>

#include "tests/support/check_gradient.h"
#include "tests/support/check_kernel.h"
#include "tests/support/random_tensor.h"
#include "tests/support/thread_counts.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

using kernels::PixelBox;

Tensor random_picture(Index H, Index W) { return random_tensor({H, W, 4}, DType::u8, 1, 0, 256); }
PixelBox whole(const Tensor& picture) {
  return {0, 0, static_cast<double>(picture.dim(0) - 1), static_cast<double>(picture.dim(1) - 1)};
}

// One grey picture, of which only the colour `byte` is not 0.
Tensor grey(Index H, Index W, std::initializer_list<int> pixels, Index byte) {
  const Tensor picture = Tensor::zeros({H, W, 4}, DType::u8);
  Index at = byte;
  for (const int pixel : pixels) {
    picture.data<std::uint8_t>()[at] = static_cast<std::uint8_t>(pixel);
    at += 4;
  }
  return picture;
}

std::vector<double> colour_of(const Tensor& y, Index k) {
  std::vector<double> values;
  for (Index e = k; e < y.numel(); e += 3) values.push_back(y.at(e));
  return values;
}

// TensorFlow's formula, with the box as shares of the picture's size less one pixel. Nothing where
// rounding decides whether a place is still inside.
std::optional<double> sampled(const Tensor& picture, const PixelBox& box, Index i, Index j, Index k,
                              Index H_out, Index W_out) {
  const auto H = static_cast<double>(picture.dim(0)), W = static_cast<double>(picture.dim(1));
  const auto place = [](double from, double to, double size, Index n, Index count) {
    if (count == 1) return 0.5 * (from + to) * (size - 1);
    const double step = (to - from) * (size - 1) / static_cast<double>(count - 1);
    return from * (size - 1) + static_cast<double>(n) * step;
  };
  const double y = place(box.top / (H - 1), box.bottom / (H - 1), H, i, H_out);
  const double x = place(box.left / (W - 1), box.right / (W - 1), W, j, W_out);
  for (const double distance : {y, y - (H - 1), x, x - (W - 1)})
    if (std::abs(distance) < 1e-9) return std::nullopt;
  if (y < 0 || y > H - 1 || x < 0 || x > W - 1) return 0;
  double sum = 0;
  for (Index h = 0; h < picture.dim(0); ++h)
    for (Index w = 0; w < picture.dim(1); ++w)
      sum += std::max(0.0, 1 - std::abs(y - static_cast<double>(h))) *
             std::max(0.0, 1 - std::abs(x - static_cast<double>(w))) *
             picture.at((h * picture.dim(1) + w) * 4 + 2 - k);
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crop_and_resize_op)

BOOST_AUTO_TEST_CASE(kernels_agree_with_the_definition) {
  struct Case {
    Index H, W;
    PixelBox box;
    Index H_out, W_out;
  };
  const Case cases[] = {
      {1, 1, {0, 0, 0, 0}, 1, 1},
      {1, 1, {-1, -1, 1, 1}, 5, 3},
      {9, 7, {0, 0, 8, 6}, 9, 7},
      {9, 7, {0, 0, 8, 6}, 1, 1},
      {9, 7, {1.25, 0.5, 7.75, 5.5}, 33, 21},
      {9, 7, {-3.3, -2.7, 14.1, 9.2}, 40, 50},
      {9, 7, {8, 6, 0, 0}, 9, 7},
      {9, 7, {20, 20, 30, 30}, 4, 4},
      {9, 7, {-1e300, 0, 1e300, 6}, 5, 5},
      {0, 0, {0, 0, 1, 1}, 2, 3},
      {0, 3, {0, 0, 1, 1}, 2, 3},
      {3, 0, {0, 0, 1, 1}, 2, 3},
      {108, 192, {-42, 0, 150, 191}, 192, 192},
  };
  for (const Case& c : cases)
    BOOST_TEST_CONTEXT(c.H << " x " << c.W << " to " << c.H_out << " x " << c.W_out) {
      check_kernel(kernels::CropAndResize{random_picture(c.H, c.W), c.box,
                                          Tensor::empty({1, c.H_out, c.W_out, 3})});
    }
}

BOOST_AUTO_TEST_CASE(the_whole_picture_in_its_own_size_is_itself_in_red_green_blue) {
  for (const auto& [H, W] : {std::pair<Index, Index>{5, 8}, {1, 1}, {1, 4}, {37, 23}}) {
    const Tensor picture = random_picture(H, W);
    const Tensor y = kernels::crop_and_resize(picture, whole(picture), H, W);
    BOOST_TEST((y.shape() == Shape{1, H, W, 3}));
    BOOST_TEST((y.dtype() == DType::f32));
    for (Index p = 0; p < H * W; ++p)
      for (Index k = 0; k < 3; ++k) BOOST_TEST(y.at(3 * p + k) == picture.at(4 * p + 2 - k));
  }
}

BOOST_AUTO_TEST_CASE(places_that_were_computed_by_hand) {
  const auto per_element = boost::test_tools::per_element();
  using Values = std::vector<double>;
  for (Index k = 0; k < 3; ++k) {
    const Tensor picture = grey(2, 3,
                                {0, 10, 20,  //
                                 30, 40, 60},
                                2 - k);
    const auto crop = [&](const PixelBox& box, Index H_out, Index W_out) {
      const Tensor y = kernels::crop_and_resize(picture, box, H_out, W_out);
      for (const Index other : {0, 1, 2})
        for (const double value : colour_of(y, other)) BOOST_TEST((other == k || value == 0));
      return colour_of(y, k);
    };
    BOOST_TEST(crop({0, 0, 1, 2}, 2, 5) == (Values{0, 5, 10, 15, 20, 30, 35, 40, 50, 60}),
               per_element);
    BOOST_TEST(crop({0, 0, 1, 2}, 1, 1) == (Values{25}), per_element);  // the middle: (0.5, 1)
    BOOST_TEST(crop({0, 0.5, 0, 1.5}, 1, 2) == (Values{5, 15}), per_element);
    BOOST_TEST(crop({1, 2, 0, 0}, 2, 3) == (Values{60, 40, 30, 20, 10, 0}), per_element);
    // Half a pixel beyond the centre of the outermost one is outside.
    BOOST_TEST(crop({-0.5, 1, 1.5, 1}, 3, 1) == (Values{0, 25, 0}), per_element);
    BOOST_TEST(crop({1, -1, 1, 3}, 1, 5) == (Values{0, 30, 40, 60, 0}), per_element);
  }
}

BOOST_AUTO_TEST_CASE(samples_are_those_of_tensorflows_formula) {
  std::mt19937_64 engine(5);
  const auto random = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(engine() >> 11) * 0x1p-53;
  };
  const Tensor picture = random_picture(13, 17);
  Index compared = 0;
  for (int n = 0; n < 40; ++n) {
    const PixelBox box{random(-8, 10), random(-8, 12), random(3, 22), random(3, 26)};
    const Index H_out = 1 + n % 9, W_out = 1 + n % 11;
    const Tensor y = kernels::crop_and_resize(picture, box, H_out, W_out);
    for (Index e = 0; e < y.numel(); ++e) {
      const std::optional<double> expected =
          sampled(picture, box, e / (3 * W_out), e / 3 % W_out, e % 3, H_out, W_out);
      if (!expected) continue;
      ++compared;
      if (!(std::abs(y.at(e) - *expected) < 2e-4))
        BOOST_FAIL("crop " << n << ", element " << e << ": " << y.at(e) << ", not " << *expected);
    }
  }
  BOOST_TEST(compared > 2000);
}

// A sum of roundings would put the last samples beyond the picture, and make a black edge of them.
BOOST_AUTO_TEST_CASE(the_last_sample_lies_on_the_box) {
  const Tensor picture = Tensor::full({1080, 1920, 4}, 200, DType::u8);
  for (Index n = 1; n < 300; ++n) {
    const double low = static_cast<double>(n) / 3;
    const Tensor y = kernels::crop_and_resize(picture, {low, low, 1079, 1919}, 1 + n, 2);
    BOOST_TEST(y.at(y.numel() - 1) == 200, boost::test_tools::tolerance(1e-6));
  }
}

BOOST_AUTO_TEST_CASE(results_are_the_same_for_any_number_of_threads) {
  const Tensor picture = random_picture(300, 500);
  check_same_for_any_threads([&] {
    return kernels::crop_and_resize(picture, {-20, 30.5, 310, 400}, 256, 256);
  });
}

BOOST_AUTO_TEST_CASE(the_message_says_what_was_wanted) {
  const Tensor picture = random_picture(4, 5);
  const PixelBox box = whole(picture);
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  BOOST_CHECK_EXCEPTION(kernels::crop_and_resize(picture, box, 0, 5), ValueError,
                        mentions("crop_and_resize: to 0 x 5 pixels; both must be at least 1"));
  BOOST_CHECK_EXCEPTION(kernels::crop_and_resize(picture, {0, kNaN, 1, 1}, 2, 2), ValueError,
                        mentions("crop_and_resize: the box from (0, nan) to (1, 1) is not finite"));
  BOOST_CHECK_EXCEPTION(kernels::crop_and_resize(picture, {0, 0, INFINITY, 1}, 2, 2), ValueError,
                        mentions("is not finite"));
  BOOST_CHECK_EXCEPTION(
      kernels::crop_and_resize(random_tensor({4, 5, 3}, DType::u8, 1, 0, 9), box, 2, 2), ShapeError,
      mentions("crop_and_resize: 'picture' has shape (4, 5, 3); expected (H, W, 4)"));
  BOOST_CHECK_EXCEPTION(kernels::crop_and_resize(Tensor::zeros({4, 5, 4}), box, 2, 2), DTypeError,
                        mentions("crop_and_resize: 'picture' holds f32; u8 is needed"));
}

BOOST_AUTO_TEST_SUITE_END()
