#include "pose/body/stage.h"

#include <algorithm>
#include <numbers>

#include <boost/test/unit_test.hpp>

#include "pose/body/fit_body.h"
#include "pose/geometry/skeleton_tables.h"
#include "tests/body/made_poses.h"

namespace posegrad::test {
namespace {

using namespace pose;

BodyFit walked(double turned_by, double above) {
  const Quaternion turn = turn_z(turned_by);
  return pose::fit_body(moving(standing(Arms::down), 30,
                               [&](Vec3 at, double t) {
                                 return rotate(turn, at + Vec3{3, 2 * t, 0}) + Vec3{0, 0, above};
                               }),
                        h36m_17(), {.fps = 30});
}

BOOST_AUTO_TEST_SUITE(stage)

BOOST_AUTO_TEST_CASE(a_person_starts_at_the_origin_facing_forward_on_the_floor) {
  for (const double angle : {0.0, 1.0, -2.5, std::numbers::pi}) {
    const BodyFit fitted = walked(angle, 0.3);
    const std::vector<BodyMotion> people{fitted.motion};
    const StagePlace place = facing_forward(people);
    const BodyMotion moved = placed_at(fitted.motion, place);
    const Vec3 start = moved.frames.front().position;
    BOOST_TEST(std::hypot(start.x, start.z) < 1e-9);
    BOOST_TEST(length(rotate(moved.frames.front().turns[0], {0, 0, 1}) - Vec3{0, 0, 1}) < 0.02);
    BOOST_TEST(start.y == fitted.motion.shape.hip_height, boost::test_tools::tolerance(0.01));
    // Two metres backwards, as the poses went.
    BOOST_TEST(length(moved.frames.back().position - start - Vec3{0, 0, -2 * 29 / 30.0}) < 0.03);
    // Poses go along.
    const Tensor positions = placed_at(fitted.positions, place);
    const float* const hip = positions.cpu_view<float>().data();
    BOOST_TEST(length(stage_of({hip[0], hip[1], hip[2]}) - start) < 1e-5);
  }
}

BOOST_AUTO_TEST_CASE(the_camera_s_place_is_lifted_only) {
  const std::vector<BodyMotion> people{walked(1, -0.5).motion};
  const StagePlace place = on_floor(people);
  BOOST_TEST((place.turn == Quaternion{}));
  BOOST_TEST(place.move.x == 0);
  BOOST_TEST(place.move.z == 0);
  BOOST_TEST(std::abs(place.move.y - 0.5) < 0.01);
}

BOOST_AUTO_TEST_CASE(who_lies_is_not_turned) {
  const BodyFit fitted = pose::fit_body(
      moving(standing(Arms::down), 10,
             [](Vec3 at, double) { return rotate(turn_x(std::numbers::pi / 2), at); }),
      h36m_17(), {.fps = 30});
  BOOST_TEST((facing_forward(std::vector{fitted.motion}).turn == Quaternion{}));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
