#include "pose/smoothing/one_euro.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/random_tensor.h"
#include "tests/support/throws.h"

using namespace posegrad;
using pose::one_euro_filter;

namespace {

constexpr double kFps = 50;

// One joint that moves along x by `speed` metres a second.
Tensor line(Index frames, double speed) {
  const Tensor motion = Tensor::zeros({frames, 1, 3});
  for (Index t = 0; t < frames; ++t)
    motion.data<float>()[3 * t] = static_cast<float>(speed * static_cast<double>(t) / kFps);
  return motion;
}

double spread(const Tensor& motion, Index from) {
  double square = 0;
  for (Index i = from; i < motion.numel(); ++i) {
    const double x = motion.data<float>()[i];
    square += x * x;
  }
  return std::sqrt(square / static_cast<double>(motion.numel() - from));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(one_euro)

BOOST_AUTO_TEST_CASE(what_rests_trembles_less) {
  const Tensor noise = test::random_tensor({200, 4, 3}, DType::f32, 5);
  for (Index i = 0; i < noise.numel(); ++i) noise.data<float>()[i] *= 0.002F;
  // a = 0.29 at 3 Hz: independent errors become sqrt(a / (2 - a)) = 0.41 times as large.
  const double kept = spread(one_euro_filter(noise, kFps), 600) / spread(noise, 600);
  BOOST_TEST(kept > 0.3);
  BOOST_TEST(kept < 0.6);
}

BOOST_AUTO_TEST_CASE(what_is_fast_does_not_lag) {
  // Behind a line by v (1 / a - 1) / fps = v / (2 pi c), with c = 3 + 10 v.
  for (const double speed : {0.1, 1.0, 5.0}) {
    const Tensor motion = line(400, speed), seen = one_euro_filter(motion, kFps);
    const double lag = motion.data<float>()[3 * 399] - seen.data<float>()[3 * 399];
    BOOST_TEST(lag == speed / (2 * 3.14159265358979 * (3 + 10 * speed)),
               boost::test_tools::tolerance(1e-3));
  }
}

BOOST_AUTO_TEST_CASE(only_the_past_counts) {
  const Tensor motion = test::random_tensor({30, 2, 3}, DType::f32, 9);
  const Tensor whole = one_euro_filter(motion, kFps),
               part = one_euro_filter(motion.rows(0, 20).clone(), kFps);
  for (Index i = 0; i < part.numel(); ++i)
    BOOST_TEST(whole.data<float>()[i] == part.data<float>()[i]);
  for (Index i = 0; i < 6; ++i) BOOST_TEST(whole.data<float>()[i] == motion.data<float>()[i]);
}

BOOST_AUTO_TEST_CASE(none_and_wrong_shapes) {
  BOOST_TEST((one_euro_filter(Tensor::zeros({0, 17, 3}), kFps).shape() == Shape{0, 17, 3}));
  test::check_throws<ShapeError>(
      [] {
        one_euro_filter(Tensor::zeros({4, 3}), kFps);
      },
      "one_euro_filter: 'motion' has shape (4, 3); expected (T, J, C)");
}

BOOST_AUTO_TEST_SUITE_END()
