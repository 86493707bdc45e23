#include "pose/render/floor_view.h"

#include <cmath>
#include <numbers>

#include <boost/test/unit_test.hpp>

using namespace posegrad::pose;

namespace {

constexpr Rectangle kArea{100, 50, 480, 420};

}  // namespace

BOOST_AUTO_TEST_SUITE(floor_view)

BOOST_AUTO_TEST_CASE(right_is_right_up_is_up_and_near_is_low_and_large) {
  // From the x axis: y to the right.
  const FloorView view(kArea, 0, {0, 0, 0});
  const auto middle = view({0, 0, 0});
  BOOST_TEST(middle.at.x == kArea.x + kArea.width / 2, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(view({0, 0.5, 0}).at.x > middle.at.x + 50);
  BOOST_TEST(view({0, 0, 1}).at.y < middle.at.y - 100);
  BOOST_TEST(view({0.5, 0, 0}).at.y > middle.at.y + 10);
  BOOST_TEST(view({0.5, 0, 0}).scale > middle.scale);
  BOOST_TEST(view({0.5, 0, 0}).depth < middle.depth);
  // From the y axis: x to the left.
  const FloorView other(kArea, 90, {0, 0, 0});
  BOOST_TEST(other({0.5, 0, 0}).at.x < middle.at.x - 50);
  BOOST_TEST(other({0, 0.5, 0}).at.y > middle.at.y + 10);
}

BOOST_AUTO_TEST_CASE(it_looks_down_by_15_degrees) {
  const FloorView view(kArea, 70, {3, -2, 5});
  const double angle = 70 * std::numbers::pi / 180, tilt = 15 * std::numbers::pi / 180;
  const Vec3 back{std::cos(tilt) * std::cos(angle), std::cos(tilt) * std::sin(angle),
                  std::sin(tilt)};
  const Vec3 middle{3, -2, FloorView::kCube / 2};
  const auto far = view(middle - back), near = view(middle + 0.5 * back);
  BOOST_TEST(far.depth - near.depth == 1.5, boost::test_tools::tolerance(1e-12));
  BOOST_TEST(std::hypot(far.at.x - near.at.x, far.at.y - near.at.y) < 1e-9);
  // A metre is a metre across, whatever the depth: pinhole.
  const Vec3 right{-std::sin(angle), std::cos(angle), 0};
  for (const double depth : {-0.6, 0.0, 0.8}) {
    const Vec3 at = middle + depth * back;
    const double across = view(at + 0.3 * right).at.x - view(at).at.x;
    BOOST_TEST(across == 0.3 * view(at).scale, boost::test_tools::tolerance(1e-9));
  }
}

BOOST_AUTO_TEST_CASE(the_cube_fits_whichever_way_it_is_turned) {
  double left = 1e9, right = -1e9, top = 1e9, bottom = -1e9;
  for (int azimuth = -180; azimuth < 180; azimuth += 5) {
    const FloorView view(kArea, azimuth, {1, 2, 0});
    BOOST_TEST(view({1, 2, 0}).scale == FloorView(kArea, 0, {})({}).scale,
               boost::test_tools::tolerance(1e-12));
    for (const double x : {-0.85, 0.85})
      for (const double y : {-0.85, 0.85})
        for (const double z : {0.0, 1.7}) {
          const auto corner = view({1 + x, 2 + y, z});
          left = std::min(left, corner.at.x);
          right = std::max(right, corner.at.x);
          top = std::min(top, corner.at.y);
          bottom = std::max(bottom, corner.at.y);
          BOOST_TEST((view.farness(corner.depth) >= 0 && view.farness(corner.depth) <= 1));
        }
  }
  BOOST_TEST(left > kArea.x - 0.01);
  BOOST_TEST(right < kArea.x + kArea.width + 0.01);
  BOOST_TEST(top > kArea.y - 0.01);
  BOOST_TEST(bottom < kArea.y + kArea.height + 0.01);
  // And no smaller than that.
  BOOST_TEST((right - left > 0.999 * kArea.width || bottom - top > 0.999 * kArea.height));
}

BOOST_AUTO_TEST_CASE(what_is_behind_the_camera_is_not_seen) {
  const FloorView view(kArea, 0, {0, 0, 0});
  BOOST_TEST(std::isnan(view({10, 0, 0}).at.x));
  BOOST_TEST(std::isnan(view({std::nan(""), 0, 0}).at.x));
}

BOOST_AUTO_TEST_SUITE_END()
