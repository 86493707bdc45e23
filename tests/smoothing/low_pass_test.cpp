#include <cmath>
#include <numbers>

#include <boost/test/unit_test.hpp>

#include "pose/smoothing/smoothing.h"
#include "tensor/error.h"
#include "tests/support/random_tensor.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;

constexpr double kFps = 60;

/// One number that swings this often a second.
Tensor sine(Index frames, double hertz) {
  const Tensor motion = Tensor::empty({frames, 1, 1});
  for (Index t = 0; t < frames; ++t)
    motion.data<float>()[t] =
        static_cast<float>(std::sin(2 * std::numbers::pi * hertz * static_cast<double>(t) / kFps));
  return motion;
}

/// Of the sine's own phase in the middle of a motion: 1 where it passes as it is, and 0 for what
/// comes a quarter late.
double kept(const Tensor& motion, double hertz) {
  double sum = 0, all = 0;
  const Tensor pure = sine(motion.dim(0), hertz);
  for (Index t = motion.dim(0) / 4; t < 3 * motion.dim(0) / 4; ++t) {
    sum += motion.at(t) * pure.at(t);
    all += pure.at(t) * pure.at(t);
  }
  return sum / all;
}

BOOST_AUTO_TEST_SUITE(low_pass)

BOOST_AUTO_TEST_CASE(two_passes_leave_half_of_the_power_at_the_cutoff) {
  for (const int order : {2, 4, 6, 8})
    for (const double cutoff : {1.0, 6.0, 20.0}) {
      const Tensor motion = sine(1200, cutoff);
      const Tensor calm = butterworth_filter(motion, kFps, {.cutoff = cutoff, .order = order});
      BOOST_TEST(kept(calm, cutoff) == std::numbers::sqrt2 / 2, boost::test_tools::tolerance(2e-3));
    }
}

BOOST_AUTO_TEST_CASE(higher_orders_cut_sharper) {
  const auto left = [](int order, double hertz) {
    return kept(butterworth_filter(sine(1200, hertz), kFps, {.cutoff = 6, .order = order}), hertz);
  };
  BOOST_TEST(left(8, 3) > left(4, 3));
  BOOST_TEST(left(4, 3) > 0.95);
  BOOST_TEST(left(8, 12) < left(4, 12));
  BOOST_TEST(left(4, 12) < 0.1);
}

BOOST_AUTO_TEST_CASE(what_looks_ahead_does_not_come_late) {
  for (const char* form : {"butterworth", "savgol", "gaussian"})
    BOOST_TEST(kept(smooth(sine(600, 1), kFps, parse_smoothing(form)), 1) > 0.97, form);
}

BOOST_AUTO_TEST_CASE(savgol_keeps_polynomials_to_the_last_frame) {
  const Tensor motion = Tensor::empty({50, 1, 1});
  for (Index t = 0; t < 50; ++t) {
    const double x = static_cast<double>(t) / 50;
    motion.data<float>()[t] = static_cast<float>(x * x * x - x);
  }
  const Tensor calm = savitzky_golay_filter(motion, 11, 3),
               bent = savitzky_golay_filter(motion, 11, 1);
  double worst = 0, others = 0;
  for (Index t = 0; t < 50; ++t) {
    worst = std::max(worst, std::abs(calm.at(t) - motion.at(t)));
    others = std::max(others, std::abs(bent.at(t) - motion.at(t)));
  }
  BOOST_TEST(worst < 1e-6);
  BOOST_TEST(others > 1e-3);
}

BOOST_AUTO_TEST_CASE(a_window_in_seconds_is_the_nearest_odd_number_of_frames) {
  BOOST_TEST(window_frames({.window = 0.25}, 60) == 15);
  BOOST_TEST(window_frames({.window = 0.25}, 50) == 13);
  BOOST_TEST(window_frames({.window = 0.25}, 30) == 7);
  BOOST_TEST(window_frames({.window = 0.01}, 30) == 1);
  BOOST_TEST(window_frames({.window = 9, .in_frames = true}, 30) == 9);
}

BOOST_AUTO_TEST_CASE(a_cutoff_that_the_rate_does_not_hold) {
  const Tensor motion = random_tensor({30, 2, 3}, DType::f32, 1);
  check_throws<ValueError>(
      [&] { butterworth_filter(motion, 10, {.cutoff = 6}); },
      "butterworth_filter: a cutoff of 6 Hz; 10 frames a second hold nothing from 5 Hz on");
  // As a choice for clips of any rate it changes nothing, and says so.
  const SmoothingChoice choice = parse_smoothing("butterworth:6Hz");
  BOOST_TEST(smooth(motion, 10, choice).shares_storage(motion));
  BOOST_TEST(smooth(motion, 12, choice).shares_storage(motion));
  BOOST_TEST(!smooth(motion, 13, choice).shares_storage(motion));
  BOOST_TEST(why_not_smoothed(choice, 10, 30) ==
             "butterworth:6Hz changes nothing: 10 frames a second hold nothing from 5 Hz on");
  BOOST_TEST(why_not_smoothed(choice, 13, 30) == "");
}

BOOST_AUTO_TEST_CASE(why_nothing_changes_is_said) {
  const auto why = [](const char* form, double fps, Index frames) {
    return why_not_smoothed(parse_smoothing(form), fps, frames);
  };
  BOOST_TEST(why("butterworth", 30, 9) ==
             "butterworth:6Hz changes nothing: it needs 10 frames in a row, there are 9");
  BOOST_TEST(why("savgol:15:3", 30, 14) ==
             "savgol:15:3 changes nothing: it needs 15 frames in a row, there are 14");
  BOOST_TEST(why("savgol:0.1s:3", 10, 14) ==
             "savgol:0.1s:3 changes nothing: 1 frame of 10 a second in the window; a polynomial of "
             "order 3 goes through them all");
  BOOST_TEST(why("gaussian:0.001s", 30, 14) ==
             "gaussian:0.001s changes nothing: at 30 frames a second that is less than a tenth of "
             "a frame");
  for (const char* form : {"none", "one-euro"}) BOOST_TEST(why(form, 1, 1) == "");
}

BOOST_AUTO_TEST_CASE(wrong_orders_and_windows_are_refused) {
  const Tensor motion = Tensor::zeros({30, 1, 3});
  for (const int order : {0, 3, 10, -2})
    BOOST_CHECK_THROW(butterworth_filter(motion, 30, {.order = order}), ValueError);
  for (const double fps : {0.0, -1.0, std::nan("")})
    BOOST_CHECK_THROW(butterworth_filter(motion, fps), ValueError);
  for (const auto& [window, order] : {std::pair<Index, int>{4, 2}, {3, 3}, {0, 0}, {5, -1}})
    BOOST_CHECK_THROW(savitzky_golay_filter(motion, window, order), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
