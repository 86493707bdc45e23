#include <boost/test/unit_test.hpp>

#include "pose/smoothing/smoothing.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose;

void is(std::string_view text, const SmoothingChoice& wanted) {
  BOOST_TEST((parse_smoothing(text) == wanted), text);
  BOOST_TEST((parse_smoothing(to_string(wanted)) == wanted), text);
}

void refuses(std::string_view text, const std::string& part, const std::string& wanted) {
  check_throws<ValueError>([&] { parse_smoothing(text); },
                           "'" + std::string(text) + "': found '" + part + "', expected " + wanted +
                               "; smoothing is one of butterworth[:6Hz[:ORDER]], "
                               "one-euro[:CUTOFF[:GROWTH]], savgol[:15 or :0.25s[:ORDER]], "
                               "gaussian[:0.03s], none");
}

BOOST_AUTO_TEST_SUITE(parse_smoothing_choice)

BOOST_AUTO_TEST_CASE(all_forms) {
  is("none", NoFilter{});
  is("butterworth", Butterworth{.cutoff = 6, .order = 4});
  is("butterworth:7.5", Butterworth{.cutoff = 7.5, .order = 4});
  is("butterworth:10hz:2", Butterworth{.cutoff = 10, .order = 2});
  is("one-euro", OneEuro{.cutoff = 3, .growth = 10});
  is("one-euro:1.5", OneEuro{.cutoff = 1.5, .growth = 10});
  is("one-euro:1.5Hz:0", OneEuro{.cutoff = 1.5, .growth = 0});
  is("savgol", SavitzkyGolay{.window = 0.25, .in_frames = false, .order = 3});
  is("savgol:15", SavitzkyGolay{.window = 15, .in_frames = true, .order = 3});
  is("savgol:0.3s:2", SavitzkyGolay{.window = 0.3, .in_frames = false, .order = 2});
  is("gaussian", Gaussian{.seconds = 0.03});
  is("gaussian:0.05s", Gaussian{.seconds = 0.05});
  is("gaussian:.05", Gaussian{.seconds = 0.05});
}

BOOST_AUTO_TEST_CASE(what_is_wrong_is_named) {
  refuses("", "", "the name of a filter");
  refuses("kalman:3", "kalman", "the name of a filter");
  refuses("Butterworth", "Butterworth", "the name of a filter");
  refuses("butterworth:", "", "0.01 to 1000 Hz");
  refuses("butterworth:fast", "fast", "0.01 to 1000 Hz");
  refuses("butterworth:6kHz", "6kHz", "0.01 to 1000 Hz");
  refuses("butterworth:0", "0", "0.01 to 1000 Hz");
  refuses("butterworth:-6Hz", "-6Hz", "0.01 to 1000 Hz");
  refuses("butterworth:nan", "nan", "0.01 to 1000 Hz");
  refuses("butterworth:inf", "inf", "0.01 to 1000 Hz");
  refuses("butterworth:6Hz:3", "3", "an order of 2, 4, 6 or 8");
  refuses("butterworth:6Hz:10", "10", "2 to 8");
  refuses("butterworth:6Hz:4.5", "4.5", "a whole number of 2 to 8");
  refuses("butterworth:6Hz:4:1", "1", "at most 2 values behind the name");
  refuses("one-euro:3:-1", "-1", "0 to 1000");
  refuses("savgol:14", "14", "an odd number of frames, or seconds as in 0.25s");
  refuses("savgol:2.5s", "2.5s", "0.001 to 2 s");
  refuses("savgol:3", "3", "more frames than the order, 3");
  refuses("savgol:0.2s:10", "10", "0 to 9");
  refuses("gaussian:2s", "2s", "0.0001 to 1 s");
  refuses("none:1", "1", "nothing behind the name");
}

BOOST_AUTO_TEST_CASE(only_one_euro_and_none_do_not_look_ahead) {
  for (const char* form : {"butterworth", "savgol", "gaussian"})
    BOOST_TEST(looks_ahead(parse_smoothing(form)), form);
  for (const char* form : {"one-euro", "none"})
    BOOST_TEST(!looks_ahead(parse_smoothing(form)), form);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
