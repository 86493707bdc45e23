#include "tests/support/golden.h"

#include <boost/test/unit_test.hpp>

#include "pose/smoothing/butterworth.h"
#include "pose/smoothing/gaussian.h"
#include "pose/smoothing/savitzky_golay.h"

namespace posegrad::test {
namespace {

using nlohmann::json;

/// (frames, 2) as two joints of one number.
Tensor motion_of(const json& rows) {
  const Tensor motion = Tensor::empty({static_cast<Index>(rows.size()), 2, 1});
  float* to = motion.data<float>();
  for (const json& row : rows)
    for (const json& number : row) *to++ = number.get<float>();
  return motion;
}

/// Of `filter`, for each case of this name.
template <class Filter>
void check_against_scipy(const char* name, Filter&& filter) {
  const json cases = golden("smoothing.json").at(name);
  BOOST_REQUIRE(!cases.empty());
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const Tensor motion = motion_of(cases[i].at("motion")), found = filter(motion, cases[i]);
    BOOST_TEST_CONTEXT(name << " " << i) {
      BOOST_REQUIRE(found.shape() == motion.shape());
      double worst = 0;
      for (Index t = 0; t < found.dim(0); ++t)
        for (Index c = 0; c < 2; ++c) {
          const auto wanted =
              cases[i]
                  .at("wanted")[static_cast<std::size_t>(t)][static_cast<std::size_t>(c)]
                  .get<double>();
          const double error = std::abs(found.at(2 * t + c) - wanted);
          if (!(error <= worst)) worst = error;
        }
      BOOST_TEST(worst <= 1e-6);
    }
  }
}

BOOST_AUTO_TEST_SUITE(smoothing_golden)

BOOST_AUTO_TEST_CASE(butterworth_is_scipys_filtfilt) {
  check_against_scipy("butterworth", [](const Tensor& motion, const json& numbers) {
    return pose::butterworth_filter(
        motion, numbers.at("fps").get<double>(),
        {.cutoff = numbers.at("cutoff").get<double>(), .order = numbers.at("order").get<int>()});
  });
}

BOOST_AUTO_TEST_CASE(savgol_is_scipys_with_interpolated_ends) {
  check_against_scipy("savgol", [](const Tensor& motion, const json& numbers) {
    return pose::savitzky_golay_filter(motion, numbers.at("window").get<Index>(),
                                       numbers.at("order").get<int>());
  });
}

BOOST_AUTO_TEST_CASE(gaussian_is_scipys_with_repeated_ends) {
  check_against_scipy("gaussian", [](const Tensor& motion, const json& numbers) {
    return pose::gaussian_filter(motion, numbers.at("frames").get<double>());
  });
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
