#include "pose/data/resample.h"

#include <cmath>
#include <cstring>
#include <limits>
#include <numbers>

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/check_gradient.h"
#include "tests/support/random_tensor.h"

namespace posegrad::test {
namespace {

using pose::frame_rate;
using pose::FrameRate;
using pose::resample;
using pose::resampled_frames;

void check_rate(double fps, FrameRate wanted) {
  const FrameRate found = frame_rate(fps);
  BOOST_TEST_INFO(fps);
  BOOST_CHECK_MESSAGE(found == wanted,
                      fps << " is " << found.numerator << "/" << found.denominator);
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::memcmp(a.bytes(), b.bytes(), a.nbytes()) == 0;
}

/// x(t) = A sin(w t + j), (frames, 3, 2).
constexpr double kAmplitude = 0.5, kOmega = 2 * std::numbers::pi * 2;
Tensor sinusoid(Index frames, FrameRate rate) {
  const Tensor motion = Tensor::empty({frames, 3, 2});
  for (Index i = 0; i < motion.numel(); ++i) {
    const double time =
        static_cast<double>((i / 6) * rate.denominator) / static_cast<double>(rate.numerator);
    motion.data<float>()[i] =
        static_cast<float>(kAmplitude * std::sin(kOmega * time + static_cast<double>(i % 6)));
  }
  return motion;
}

double largest_difference(const Tensor& a, const Tensor& b, Index frames) {
  double largest = 0;
  for (Index i = 0; i < frames * a.dim(1) * a.dim(2); ++i) {
    const double difference = std::abs(a.at(i) - b.at(i));
    largest = std::isnan(difference) ? difference : std::max(largest, difference);
  }
  return largest;
}

/// |x - line between samples| <= h^2/8 max|x''| for samples h apart.
double bound(FrameRate rate) {
  const double h = static_cast<double>(rate.denominator) / static_cast<double>(rate.numerator);
  return h * h / 8 * kAmplitude * kOmega * kOmega;
}

BOOST_AUTO_TEST_SUITE(resampling)

BOOST_AUTO_TEST_CASE(rates_are_recognised_however_they_were_rounded) {
  for (const double fps : {23.976, 23.98, 23.976023976, 24000.0 / 1001})
    check_rate(fps, {24000, 1001});
  for (const double fps : {29.97, 30000.0 / 1001, 29.970030}) check_rate(fps, {30000, 1001});
  check_rate(59.94, {60000, 1001});
  check_rate(119.88, {120000, 1001});
  check_rate(24, {24, 1});
  check_rate(25, {25, 1});
  check_rate(12.5, {25, 2});
  check_rate(14.985, {2997, 200});
  check_rate(8.333333, {25, 3});
  check_rate(0.01, {1, 100});
  check_rate(10000, {10000, 1});
  for (const double fps : {0.0, -25.0, 1e5, std::numeric_limits<double>::quiet_NaN()})
    BOOST_CHECK_EXCEPTION(frame_rate(fps), ValueError, mentions("expected 0.01 to 10000"));
}

BOOST_AUTO_TEST_CASE(counts_cover_the_motion_and_no_more) {
  const FrameRate pal{25, 1}, model{50, 1}, ntsc{30000, 1001};
  BOOST_TEST(resampled_frames(0, pal, model) == 0);
  BOOST_TEST(resampled_frames(1, pal, model) == 1);
  BOOST_TEST(resampled_frames(5, pal, model) == 9);
  BOOST_TEST(resampled_frames(9, model, pal) == 5);
  BOOST_TEST(resampled_frames(8, model, pal) == 5);  // the fifth one repeats the eighth
  // 299 frames of 1001/30000 s are 9.97663 s: 498.83 frames of 1/50 s.
  BOOST_TEST(resampled_frames(300, ntsc, model) == 500);
  BOOST_TEST(resampled_frames(3, {1, 1}, {1, 1}) == 3);
  BOOST_CHECK_EXCEPTION(resampled_frames(5, {0, 1}, pal), ValueError, mentions("a rate of 0/1"));
  BOOST_CHECK_EXCEPTION(resampled_frames(std::numeric_limits<Index>::max(), pal, model), ValueError,
                        mentions("too many"));
}

BOOST_AUTO_TEST_CASE(equal_rates_change_nothing) {
  const Tensor motion = random_tensor({7, 3, 2});
  BOOST_TEST(same_bits(resample(motion, {25, 1}, {25, 1}), motion));
  BOOST_TEST(same_bits(resample(motion, {25, 1}, {50, 2}), motion));
}

BOOST_AUTO_TEST_CASE(doubling_puts_means_between_and_gives_everything_back) {
  const Tensor motion = random_tensor({200, 3, 2});
  const Tensor twice = resample(motion, {25, 1}, {50, 1});
  BOOST_TEST(twice.dim(0) == 399);
  for (Index i = 0; i < 6; ++i)
    BOOST_TEST(twice.at(6 + i) == static_cast<float>((motion.at(i) + motion.at(6 + i)) / 2));
  BOOST_TEST(same_bits(resample(twice, {50, 1}, {25, 1}), motion));
}

BOOST_AUTO_TEST_CASE(a_frame_on_a_frame_stays_the_same_bits_after_hours) {
  // 24000/1001 to 50 meets a source frame every 2400 frames; doubles would have drifted.
  const Index frames = 100100;
  const Tensor motion = random_tensor({frames, 1, 1});
  const Tensor result = resample(motion, {24000, 1001}, {50, 1});
  for (Index k = 0; k * 1001 < result.dim(0) * 480; ++k) {
    // Frame 1001 k / 480 of the source where that is whole.
    if ((k * 480) % 1001 == 0 && k < result.dim(0))
      BOOST_REQUIRE(result.at(k) == motion.at(k * 480 / 1001));
  }
}

BOOST_AUTO_TEST_CASE(there_and_back_stays_within_the_bound_of_lines) {
  for (const FrameRate rate :
       {FrameRate{25, 1}, {24000, 1001}, {30000, 1001}, {60, 1}, {120, 1}, {25, 2}}) {
    const FrameRate model{50, 1};
    const Index frames = 150;
    const Tensor motion = sinusoid(frames, rate);
    const Tensor there = resample(motion, rate, model);
    const Tensor exact = sinusoid(there.dim(0), model);
    // Frames after the last one of the source repeat it.
    const Index inside = (frames - 1) * rate.denominator * 50 / rate.numerator + 1;
    BOOST_TEST(largest_difference(there, exact, inside) <= bound(rate) + 1e-6);
    const Tensor back = resample(there, model, rate, frames);
    BOOST_TEST(back.dim(0) == frames);
    // The held frame at the end moves by at most a frame's way.
    const Index safe = frames - rate.numerator / (rate.denominator * 50) - 1;
    BOOST_TEST(largest_difference(back, motion, safe) <= bound(rate) + bound(model) + 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(interpolation_is_a_straight_line_at_the_exact_time) {
  // x = frame number: at 24000/1001 frame k stands at k/50 s.
  Tensor ramp = Tensor::empty({100, 1, 1});
  for (Index t = 0; t < 100; ++t) ramp.data<float>()[t] = static_cast<float>(t);
  const Tensor result = resample(ramp, {24000, 1001}, {50, 1});
  for (Index k = 0; k < result.dim(0); ++k) {
    const double wanted = std::min(99.0, static_cast<double>(k) / 50 * 24000 / 1001);
    BOOST_TEST(std::abs(result.at(k) - wanted) <= 99 * 0x1p-24);
  }
}

BOOST_AUTO_TEST_CASE(one_frame_stays_one_frame_or_is_repeated) {
  const Tensor motion = random_tensor({1, 3, 2});
  BOOST_TEST(same_bits(resample(motion, {25, 1}, {50, 1}), motion));
  const Tensor held = resample(motion, {25, 1}, {50, 1}, 3);
  for (Index i = 0; i < held.numel(); ++i) BOOST_TEST(held.at(i) == motion.at(i % 6));
}

BOOST_AUTO_TEST_CASE(a_missing_point_spreads_no_further_than_its_neighbours) {
  const Tensor motion = Tensor::full({5, 1, 1}, 2);
  motion.data<float>()[2] = std::numeric_limits<float>::quiet_NaN();
  const Tensor result = resample(motion, {25, 1}, {50, 1});
  for (Index k = 0; k < 9; ++k) BOOST_TEST(std::isnan(result.at(k)) == (k >= 3 && k <= 5));
}

BOOST_AUTO_TEST_CASE(refusals_name_what_is_wrong) {
  const Tensor motion = random_tensor({4, 3, 2});
  BOOST_CHECK_EXCEPTION(resample(motion.reshape({4, 6}), {25, 1}, {50, 1}), ShapeError,
                        mentions("'motion' has shape (4, 6); expected (T, J, C)"));
  BOOST_CHECK_THROW(resample(motion.to(DType::f64), {25, 1}, {50, 1}), DTypeError);
  BOOST_CHECK_EXCEPTION(resample(motion, {25, 1}, {-50, 1}), ValueError, mentions("-50/1"));
  BOOST_CHECK_EXCEPTION(resample(Tensor::empty({0, 3, 2}), {25, 1}, {50, 1}, 2), ValueError,
                        mentions("2 frames wanted of a motion of 0"));
  BOOST_TEST(resample(Tensor::empty({0, 3, 2}), {25, 1}, {50, 1}).dim(0) == 0);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
