#include "pose/data/mocap/reference_body.h"

#include <boost/test/unit_test.hpp>

#include "pose/data/mocap/checks.h"
#include "tensor/error.h"
#include "tests/mocap/posed_rigs.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose::mocap;

Vec3 middle(const Body& body, Point a, Point b) { return 0.5 * (body[a] + body[b]); }

/// Another body than the reference: 20 % larger, and unlike on both sides.
Motion some_motion() {
  Motion motion = invented_motion(0, 60);
  for (Body& body : motion) {
    for (Vec3& point : body) point = 1.2 * point;
    body[left_wrist] = body[left_wrist] + 0.1 * (body[left_wrist] - body[left_elbow]);
    for (Vec3& point : body) point = point + Vec3{1, 2, 3};
  }
  return motion;
}

double median_length(const Motion& motion, Point from, Point to) {
  return median(lengths(motion, from, to));
}

struct Bone {
  Point from, to;
  double length;
};
const std::vector<Bone> kBones{{right_hip, left_hip, 0.22},
                               {right_hip, right_knee, 0.41},
                               {left_hip, left_knee, 0.41},
                               {right_knee, right_ankle, 0.40},
                               {left_knee, left_ankle, 0.40},
                               {right_shoulder, left_shoulder, 0.345},
                               {right_shoulder, right_elbow, 0.285},
                               {left_shoulder, left_elbow, 0.285},
                               {right_elbow, right_wrist, 0.255},
                               {left_elbow, left_wrist, 0.255},
                               {thorax, neck, 0.125},
                               {neck, head, 0.13}};

const auto kExact = boost::test_tools::tolerance(1e-9);

}  // namespace

BOOST_AUTO_TEST_SUITE(reference_bodies)

BOOST_AUTO_TEST_CASE(lengths_are_the_reference_s) {
  const Motion body = reference_body(some_motion());
  for (const Bone& bone : kBones)
    BOOST_TEST(median_length(body, bone.from, bone.to) == bone.length, kExact);
  std::vector<double> torso;
  for (const Body& pose : body)
    torso.push_back(
        length(middle(pose, left_shoulder, right_shoulder) - middle(pose, left_hip, right_hip)));
  BOOST_TEST(median(torso) == 0.50, kExact);
}

BOOST_AUTO_TEST_CASE(directions_are_the_rig_s) {
  const Motion rig = some_motion(), body = reference_body(rig);
  const auto check = [](Vec3 found, Vec3 wanted) {
    BOOST_TEST(length(unit(found) - unit(wanted)) <= 1e-9);
  };
  for (std::size_t frame = 0; frame < rig.size(); frame += 7) {
    const Body &from = rig[frame], &to = body[frame];
    for (const Bone& bone : kBones)
      check(to[bone.to] - to[bone.from], from[bone.to] - from[bone.from]);
    for (const Point point : {spine, thorax})
      check(to[point] - to[hip], from[point] - middle(from, left_hip, right_hip));
    for (std::size_t point = nose; point < kPoints; ++point)
      BOOST_TEST(length(to[point] - to[neck] - (from[point] - from[neck])) <= 1e-9);
    BOOST_TEST(length(to[hip] - middle(to, left_hip, right_hip)) <= 1e-9);
    // What lies on the torso keeps its share of it.
    const double torso =
        length(middle(from, left_shoulder, right_shoulder) - middle(from, left_hip, right_hip));
    BOOST_TEST(length(to[spine] - to[hip]) ==
                   0.50 / torso * length(from[spine] - middle(from, left_hip, right_hip)),
               boost::test_tools::tolerance(1e-3));  // of this frame, not of the median one
  }
}

BOOST_AUTO_TEST_CASE(steps_are_as_long_as_legs_make_them) {
  const Motion rig = some_motion(), body = reference_body(rig);
  const double rho = 0.81 / leg_length(rig);
  const Vec3 step = middle(rig[50], left_hip, right_hip) - middle(rig[0], left_hip, right_hip);
  BOOST_TEST(length(step) > 0.3);
  BOOST_TEST(length(body[50][hip] - body[0][hip] - rho * step) <= 1e-9);
}

BOOST_AUTO_TEST_CASE(ankles_stand_on_the_floor) {
  const Motion body = reference_body(some_motion());
  std::vector<double> lower;
  for (const Body& pose : body) lower.push_back(std::min(pose[left_ankle].z, pose[right_ankle].z));
  BOOST_TEST(quantile(lower, 0.05) == 0.08, kExact);
}

BOOST_AUTO_TEST_CASE(joint_0_of_the_rig_does_not_count) {
  Motion rig = some_motion();
  const Motion body = reference_body(rig);
  for (Body& pose : rig) pose[hip] = {7, 7, 7};
  const Motion other = reference_body(rig);
  for (std::size_t point = 0; point < kPoints; ++point)
    BOOST_TEST((other[3][point] == body[3][point]));
}

BOOST_AUTO_TEST_CASE(a_reference_body_of_a_reference_body_is_itself) {
  for (std::size_t kind = 0; kind < 12; ++kind) {
    const Motion once = reference_body(invented_motion(kind, 30));
    // By way of a file's float32.
    const Motion twice = reference_body(to_motion(to_tensor(once)));
    double largest = 0;
    for (std::size_t frame = 0; frame < once.size(); ++frame)
      for (std::size_t point = 0; point < kPoints; ++point)
        largest = std::max(largest, length(twice[frame][point] - once[frame][point]));
    BOOST_TEST(largest <= 1e-5);
  }
}

BOOST_AUTO_TEST_CASE(quantiles_lie_between_their_neighbours) {
  BOOST_TEST(median({3, 1, 2}) == 2);
  BOOST_TEST(median({4, 1, 2, 3}) == 2.5);
  BOOST_TEST(quantile({5}, 0.3) == 5);
  BOOST_TEST(quantile({10, 20, 30, 40, 50}, 0.05) == 12, kExact);
  BOOST_TEST(quantile({10, 20}, 1) == 20);
  BOOST_TEST(reference_body({}).empty());
}

BOOST_AUTO_TEST_CASE(another_shape_is_no_motion) {
  check_throws<ShapeError>(
      [] {
        to_motion(Tensor::zeros({4, 17, 3}));
      },
      "mocap: 'points' has shape (4, 17, 3); expected (T, 22, 3)");
  check_throws<ShapeError>(
      [] {
        to_motion(Tensor::zeros({22, 3}));
      },
      "mocap: 'points' has shape (22, 3); expected (T, 22, 3)");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test
