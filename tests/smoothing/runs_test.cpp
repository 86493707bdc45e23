#include <cmath>
#include <cstring>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/smoothing/smoothing.h"
#include "tensor/error.h"
#include "tests/support/random_tensor.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;

constexpr float kGap = std::numeric_limits<float>::quiet_NaN();
constexpr double kFps = 30;

const std::vector<std::string>& forms() {
  static const std::vector<std::string> list{"butterworth:6Hz", "one-euro",       "savgol:9:3",
                                             "savgol:0.3s",     "gaussian:0.05s", "none"};
  return list;
}

/// Frames [begin, end) of joint j.
Tensor part(const Tensor& motion, Index j, Index begin, Index end) {
  const Index C = motion.dim(2);
  const Tensor result = Tensor::empty({end - begin, 1, C});
  for (Index t = begin; t < end; ++t)
    for (Index c = 0; c < C; ++c)
      result.data<float>()[(t - begin) * C + c] =
          motion.data<float>()[(t * motion.dim(1) + j) * C + c];
  return result;
}

bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() && std::memcmp(a.bytes(), b.bytes(), a.nbytes()) == 0;
}

BOOST_AUTO_TEST_SUITE(finite_runs)

BOOST_AUTO_TEST_CASE(each_run_is_filtered_on_its_own_and_gaps_stay) {
  const Tensor motion = random_tensor({60, 3, 3}, DType::f32, 4);
  // Joint 1 misses frames 20 to 24 and one number of frame 40.
  for (Index t = 20; t < 25; ++t)
    for (Index c = 0; c < 3; ++c) motion.data<float>()[(t * 3 + 1) * 3 + c] = kGap;
  motion.data<float>()[(40 * 3 + 1) * 3 + 2] = kGap;
  for (const std::string& form : forms()) {
    const SmoothingChoice choice = parse_smoothing(form);
    const Tensor calm = smooth(motion, kFps, choice);
    const auto run = [&](Index j, Index begin, Index end) {
      return same_bits(part(calm, j, begin, end),
                       smooth(part(motion, j, begin, end), kFps, choice));
    };
    BOOST_TEST(run(0, 0, 60), form);
    BOOST_TEST(run(1, 0, 20), form);
    BOOST_TEST(run(1, 25, 40), form);
    BOOST_TEST(run(1, 41, 60), form);
    BOOST_TEST(same_bits(part(calm, 1, 20, 25), part(motion, 1, 20, 25)), form);
    // What is known of a frame that is not whole stays too.
    BOOST_TEST(same_bits(part(calm, 1, 40, 41), part(motion, 1, 40, 41)), form);
  }
}

BOOST_AUTO_TEST_CASE(runs_that_are_too_short_stay) {
  for (const auto& [form, frames] : {std::pair<const char*, Index>{"butterworth:6Hz", 9},
                                     {"butterworth:6Hz:8", 15},
                                     {"savgol:9:3", 8}}) {
    const Tensor motion = random_tensor({40, 1, 2}, DType::f32, 2);
    for (Index c = 0; c < 2; ++c) motion.data<float>()[frames * 2 + c] = kGap;
    const Tensor calm = smooth(motion, kFps, parse_smoothing(form));
    BOOST_TEST(same_bits(part(calm, 0, 0, frames), part(motion, 0, 0, frames)), form);
    BOOST_TEST(!same_bits(part(calm, 0, frames + 1, 40), part(motion, 0, frames + 1, 40)), form);
    const Tensor longer = motion.rows(frames + 1, 2 * frames + 2).clone();
    BOOST_TEST(!same_bits(smooth(longer, kFps, parse_smoothing(form)), longer), form);
  }
}

BOOST_AUTO_TEST_CASE(the_motion_that_was_given_does_not_change) {
  const Tensor motion = random_tensor({40, 2, 3}, DType::f32, 3), before = motion.clone();
  for (const std::string& form : forms()) smooth(motion, kFps, parse_smoothing(form));
  BOOST_TEST(same_bits(motion, before));
}

BOOST_AUTO_TEST_CASE(what_rests_stays_where_it_is) {
  const Tensor motion = Tensor::full({50, 2, 3}, -2.75);
  for (const std::string& form : forms()) {
    const Tensor calm = smooth(motion, kFps, parse_smoothing(form));
    for (const float x : calm.cpu_view<float>())
      BOOST_TEST(x == -2.75F, boost::test_tools::tolerance(1e-6F));
  }
}

BOOST_AUTO_TEST_CASE(no_frames_no_joints_and_other_shapes) {
  for (const std::string& form : forms()) {
    const SmoothingChoice choice = parse_smoothing(form);
    for (const Shape& shape : {Shape{0, 17, 3}, Shape{1, 17, 3}, Shape{40, 0, 3}, Shape{40, 2, 0}})
      BOOST_TEST((smooth(Tensor::zeros(shape), kFps, choice).shape() == shape), form);
    check_throws<ShapeError>(
        [&] {
          smooth(Tensor::zeros({4, 3}), kFps, choice);
        },
        "smooth: 'motion' has shape (4, 3); expected (T, J, C)");
    BOOST_CHECK_THROW(smooth(Tensor::zeros({4, 3, 3}, DType::f64), kFps, choice), DTypeError);
    BOOST_CHECK_THROW(smooth(Tensor::zeros({4, 3, 3}), 0, choice), ValueError);
  }
}

BOOST_AUTO_TEST_CASE(one_euro_counts_metres) {
  const Tensor metres = random_tensor({40, 2, 3}, DType::f32, 7), pixels = metres.clone();
  for (Index i = 0; i < pixels.numel(); ++i) pixels.data<float>()[i] *= 128;
  const Tensor calm = smooth(metres, kFps, OneEuro{}),
               calm_pixels = smooth(pixels, kFps, OneEuro{}, 1.0 / 128);
  for (Index i = 0; i < calm.numel(); ++i) BOOST_TEST(128 * calm.at(i) == calm_pixels.at(i));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
