#include "pose/wild/doubt/doubt_notes.h"

#include <boost/test/unit_test.hpp>

namespace posegrad::pose {
namespace {

using Lines = std::vector<std::string>;

Lines notes(const DoubtfulShares& shares, bool may_be_several = false) {
  return notes_about(shares, may_be_several);
}

BOOST_AUTO_TEST_SUITE(doubt_notes)

BOOST_AUTO_TEST_CASE(nothing_is_said_where_all_is_well) {
  BOOST_TEST(notes({}) == Lines{}, boost::test_tools::per_element());
  const DoubtfulShares nearly{.small = 0.1,
                              .interpolated = {0.05, 0.15, 0.5},
                              .unknown = 0.1,
                              .rare = 0.5,
                              .limb_variation = 0.15,
                              .missed = 0.05};
  BOOST_TEST(notes(nearly, true) == Lines{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(each_number_has_its_line) {
  const auto check = [](const DoubtfulShares& shares, const std::string& line) {
    BOOST_TEST(notes(shares) == Lines{"Note: " + line}, boost::test_tools::per_element());
  };
  check({.small = 0.9, .tallest = 42},
        "the person is smaller than 40 pixels in 90 % of the frames: one pixel is several "
        "centimetres of the person");
  check({.small = 1, .tallest = 0.8},
        "the person is smaller than 40 pixels in 100 % of the frames: one pixel is several "
        "centimetres of the person; are the keypoints fractions of the picture?");
  check({.interpolated = {0.2, 0, 0.04}},
        "20 % of the frames are interpolated, up to 0.04 s in a row");
  check({.interpolated = {0.01, 0, 1.25}},
        "1 % of the frames are interpolated, up to 1.2 s in a row");
  check({.interpolated = {0, 0.3, 0}}, "30 % of the keypoints were not found and are interpolated");
  check({.unknown = 0.95, .rare = 1},
        "95 % of the poses are unlike those that the model was trained with; is the picture "
        "turned, or the joints' order another? (--layout)");
  check({.unknown = 0.05, .rare = 0.75},
        "75 % of the poses are rare among those that the model was trained with; is the picture "
        "turned, or the joints' order another? (--layout)");
  check({.limb_variation = 0.22},
        "arms and legs change their length by 22 %, so the model is not sure of these poses");
  check({.missed = 0.12},
        "the poses miss the keypoints by 12 % of the person's size; do these jump between people, "
        "or is "
        "the joints' order another? (--layout)");
}

BOOST_AUTO_TEST_CASE(who_followed_nobody_is_told_how) {
  BOOST_TEST(notes({.missed = 0.12}, true)[0].find("jump between people (--person 1), or is") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(without_any_keypoint_the_scores_are_to_blame) {
  BOOST_TEST(notes({.interpolated = {0, 1, 0}}) == Lines{}, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
