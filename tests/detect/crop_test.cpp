#include "pose/detect/crop.h"

#include <cmath>

#include <boost/test/unit_test.hpp>

using namespace posegrad;
using namespace posegrad::pose;

namespace {

constexpr VideoSize kWide{1920, 1080};

// Somebody upright whose hips are at (x, y): the torso 100 pixels long, the ankles 180 below.
std::vector<DetectedKeypoint> upright(double x, double y, double score = 0.9) {
  std::vector<DetectedKeypoint> points(17, {x, y - 100, score, score});
  for (const std::size_t hip : {11U, 12U}) points[hip].y = y;
  for (const std::size_t knee : {13U, 14U}) points[knee].y = y + 90;
  for (const std::size_t ankle : {15U, 16U}) points[ankle].y = y + 180;
  return points;
}

void check_box(const Box& box, const Box& expected) {
  BOOST_TEST(box.x1 == expected.x1, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(box.y1 == expected.y1, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(box.x2 == expected.x2, boost::test_tools::tolerance(1e-9));
  BOOST_TEST(box.y2 == expected.y2, boost::test_tools::tolerance(1e-9));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(crop)

BOOST_AUTO_TEST_CASE(the_square_around_a_picture_is_as_long_as_its_longer_side) {
  check_box(whole_picture(kWide), {0, -420, 1920, 1500});
}

// All keypoints: 280 pixels high around y = 540, and 1.35 times of that. Without legs: 1.9 torsos of
// 100 pixels on each side of the hips.
BOOST_AUTO_TEST_CASE(a_crop_lies_around_all_keypoints_and_leaves_room_for_legs) {
  check_box(*crop_around(upright(600, 500), kWide), {411, 351, 789, 729});
  auto without_legs = upright(600, 500);
  for (const std::size_t j : {13U, 14U, 15U, 16U}) without_legs[j].score = 0.1;
  check_box(*crop_around(without_legs, kWide), {410, 310, 790, 690});
}

BOOST_AUTO_TEST_CASE(without_shoulder_or_hip_there_is_no_crop) {
  BOOST_TEST(!crop_around(upright(600, 500, 0.2), kWide).has_value());
  auto legs_alone = upright(600, 500);
  legs_alone[5].score = legs_alone[6].score = 0;
  BOOST_TEST(!crop_around(legs_alone, kWide).has_value());
}

// 280 pixels high: a crop of 378 for a picture of 190 and more.
BOOST_AUTO_TEST_CASE(a_crop_neither_vanishes_nor_grows_without_end) {
  BOOST_TEST(crop_around(upright(600, 500), {190, 100}).has_value());
  BOOST_TEST(!crop_around(upright(600, 500), {188, 100}).has_value());
  auto small = upright(600, 500);
  for (DetectedKeypoint& point : small) point.y = 500 + (point.y - 500) / 40;  // 7 pixels
  BOOST_TEST(crop_around(small, kWide).has_value());
  for (DetectedKeypoint& point : small) point.y = 500;
  BOOST_TEST(!crop_around(small, kWide).has_value());
}

BOOST_AUTO_TEST_CASE(keypoints_come_back_from_a_crop_to_where_they_were) {
  const Box crop{384, 284, 816, 716};
  std::vector<DetectedKeypoint> points{{0.5, 0.25, 1, 1}};
  leave_crop(crop, points);
  BOOST_TEST(points[0].x == 600);
  BOOST_TEST(points[0].y == 392);
}

// Every square of the wanted size that lies in the picture has a tile that holds its middle half.
BOOST_AUTO_TEST_CASE(tiles_cover_a_picture_and_overlap) {
  for (const double share : {1.0, 0.5}) {
    const std::vector<Box> squares = tiles(kWide, share);
    const double side = share * 1080;
    for (double x = 0; x + side / 2 <= 1920; x += 31)
      for (double y = 0; y + side / 2 <= 1080; y += 31) {
        bool held = false;
        for (const Box& s : squares)
          held = held || (s.x1 <= x + 1e-9 && s.y1 <= y + 1e-9 && s.x2 >= x + side / 2 - 1e-9 &&
                          s.y2 >= y + side / 2 - 1e-9);
        BOOST_REQUIRE(held);
      }
  }
  BOOST_TEST(tiles(kWide, 1).size() == 3U);
}

BOOST_AUTO_TEST_SUITE_END()
