#include <boost/test/unit_test.hpp>

#include "pose/video/picture_names.h"

using posegrad::pose::PicturePattern;

namespace {

bool matches(const std::string& pattern, const std::string& name) {
  const auto parsed = PicturePattern::parse(pattern);
  BOOST_REQUIRE_MESSAGE(parsed.has_value(), pattern);
  return parsed->matches(name);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(picture_pattern)

BOOST_AUTO_TEST_CASE(a_number_is_as_printf_writes_it) {
  BOOST_TEST(matches("f_%05d.jpg", "f_00001.jpg"));
  BOOST_TEST(matches("f_%05d.jpg", "f_123456.jpg"));
  BOOST_TEST(matches("%d.png", "0.png"));
  BOOST_TEST(matches("%d.png", "10.png"));
  BOOST_TEST(matches("100%%-%3d.png", "100%-007.png"));
  BOOST_TEST(matches("é %x %d.png", "é %x 7.png"));
  for (const std::string name : {"f_0001.jpg", "f_012345.jpg", "f_0000a.jpg", "g_00001.jpg",
                                 "f_00001.jpeg", "f_.jpg", "f_-0001.jpg"})
    BOOST_TEST(!matches("f_%05d.jpg", name), name);
  BOOST_TEST(!matches("%d.png", "01.png"));
  BOOST_TEST(!matches("%d.png", ".png"));
}

BOOST_AUTO_TEST_CASE(stars_are_the_shells) {
  BOOST_TEST(matches("f_*.jpg", "f_7.jpg"));
  BOOST_TEST(matches("f_?.jpg", "f_7.jpg"));
  BOOST_TEST(!matches("f_?.jpg", "f_10.jpg"));
  BOOST_TEST(!matches("*.jpg", ".hidden.jpg"));
  BOOST_TEST(!matches("f_*.jpg", "f_7.png"));
}

BOOST_AUTO_TEST_CASE(other_names_are_no_patterns) {
  for (const std::string name :
       {"clip.mp4", "100%.mp4", "%s.jpg", "%d_%d.jpg", "%%d.jpg", "f_%99999", "f[1-3].jpg", ""})
    BOOST_TEST(!PicturePattern::parse(name), name);
}

BOOST_AUTO_TEST_SUITE_END()
