#include <boost/test/unit_test.hpp>

#include "pose/video/picture_names.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;

namespace {

using Names = std::vector<std::string>;
using Numbers = std::vector<Index>;

void check(const Names& mixed, const Names& sorted, const Numbers& numbers,
           const std::string& note = "") {
  const PictureOrder order = order_pictures(mixed, "pictures");
  BOOST_TEST(order.names == sorted, boost::test_tools::per_element());
  BOOST_TEST(order.numbers == numbers, boost::test_tools::per_element());
  BOOST_TEST(order.note == note);
}

void check_refused(const Names& names, const std::string& message) {
  test::check_throws<DataError>([&] { order_pictures(names, "pictures"); }, message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(picture_order)

BOOST_AUTO_TEST_CASE(pictures_go_by_their_numbers) {
  check({"frame_10.jpg", "frame_9.jpg", "frame_11.jpg"},
        {"frame_9.jpg", "frame_10.jpg", "frame_11.jpg"}, {9, 10, 11});
  check({"2_1080p.png", "0001_1080p.jpg"}, {"0001_1080p.jpg", "2_1080p.png"}, {1, 2});
  check({"clip2_000.webp"}, {"clip2_000.webp"}, {0});
  check({}, {}, {});
}

BOOST_AUTO_TEST_CASE(what_is_odd_about_their_numbers_is_said) {
  const std::string taken = ": those that are there are taken one after the other";
  check({"f4.jpg", "f1.jpg", "f2.jpg"}, {"f1.jpg", "f2.jpg", "f4.jpg"}, {1, 2, 4},
        "its pictures are numbered 1 to 4, but 1 of these numbers is missing (3)" + taken);
  check({"f1.jpg", "f2.jpg", "f1000000000.jpg"}, {"f1.jpg", "f2.jpg", "f1000000000.jpg"},
        {1, 2, 1000000000},
        "its pictures are numbered 1 to 1000000000, but 999999997 of these numbers are missing "
        "(3, 4, 5, 6, 7, ...)" +
            taken);
  check({"f10.jpg", "f0.jpg", "f5.jpg"}, {"f0.jpg", "f5.jpg", "f10.jpg"}, {0, 5, 10},
        "its pictures are numbered 5 apart (0, 5, ...)" + taken);
  check({"b.png", "a.png"}, {"a.png", "b.png"}, {},
        "its pictures have no numbers: they are taken by the alphabet, a.png to b.png");
  // Seconds and their parts.
  check({"10.5.png", "9.7.png", "9.12.png"}, {"9.7.png", "9.12.png", "10.5.png"}, {},
        "the names of its pictures differ in several numbers: they are taken by all of them in "
        "turn, 9.7.png to 10.5.png");
  check({"99999999999999999999.png", "100000000000000000000.png"},
        {"99999999999999999999.png", "100000000000000000000.png"}, {},
        "the numbers of its pictures are too large to count: they are taken in their order, "
        "99999999999999999999.png to 100000000000000000000.png");
}

BOOST_AUTO_TEST_CASE(pictures_of_two_series_are_refused) {
  check_refused({"left_1.jpg", "left_2.jpg", "right_1.jpg"},
                "pictures: holds left_1.jpg and right_1.jpg, which are not of one series; a "
                "pattern such as FOLDER/frame_%05d.jpg names the pictures of one");
  check_refused({"cover.jpg", "f1.jpg", "f2.jpg"},
                "pictures: holds f1.jpg and cover.jpg, which are not of one series; a pattern such "
                "as FOLDER/frame_%05d.jpg names the pictures of one");
  check_refused({"f1.jpg", "f01.jpg"},
                "pictures: f01.jpg and f1.jpg have the same number; one picture a frame is wanted");
  check_refused({"f1.jpg", "f1.png", "f2.png"},
                "pictures: f1.jpg and f1.png have the same number; one picture a frame is wanted");
}

BOOST_AUTO_TEST_SUITE_END()
