#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/geometry/same_joints.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/wild/doubt/pose_doubts.h"
#include "tensor/error.h"
#include "tests/doubt/body.h"

namespace posegrad::pose {
namespace {

const Pinhole kCamera{1000, 320, 240};

/// Before the camera, 4 m away.
test::Pose in_camera() {
  return test::each(test::standing(), [](Vec3 p) { return Vec3{p.x, 1 - p.z, 4 + p.y}; });
}

/// COCO's keypoints where the camera sees the joints, moved by (dx, dy).
Tensor keypoints_of(const test::Pose& pose, double dx = 0, double dy = 0) {
  Tensor keypoints = Tensor::zeros({1, 17, 3});
  for (const auto& [joint, keypoint] : kSameJoints) {
    const Vec3 p = pose[static_cast<std::size_t>(joint)];
    float* const out = keypoints.data<float>() + 3 * keypoint;
    out[0] = static_cast<float>(320 + 1000 * p.x / p.z + dx);
    out[1] = static_cast<float>(240 + 1000 * p.y / p.z + dy);
    out[2] = 0.3F;
  }
  return keypoints;
}

BOOST_AUTO_TEST_SUITE(reprojection)

BOOST_AUTO_TEST_CASE(it_is_the_distance_in_pixels) {
  const Tensor pose = test::tensor_of({in_camera()});
  BOOST_TEST(std::abs(reprojection_distances(pose, keypoints_of(in_camera()), kCamera)[0]) < 1e-3);
  BOOST_TEST(std::abs(reprojection_distances(pose, keypoints_of(in_camera(), 3, -4), kCamera)[0] -
                      5) < 1e-3);
}

BOOST_AUTO_TEST_CASE(the_joints_are_the_same_ones) {
  const KeypointLayout& coco = keypoint_layout("coco");
  for (const auto& [joint, keypoint] : kSameJoints) {
    std::string name = h36m_17().names[static_cast<std::size_t>(joint)];
    if (name.ends_with("foot")) name.replace(name.size() - 4, 4, "ankle");
    BOOST_TEST(name == coco.joints[static_cast<std::size_t>(keypoint)]);
  }
}

BOOST_AUTO_TEST_CASE(what_was_not_found_does_not_count) {
  const Tensor pose = test::tensor_of({in_camera()});
  const Tensor keypoints = keypoints_of(in_camera());
  float* const wrist = keypoints.data<float>() + 3 * 9;
  wrist[0] += 120;
  BOOST_TEST(std::abs(reprojection_distances(pose, keypoints, kCamera)[0] - 10) < 1e-3);
  wrist[2] = 0;
  BOOST_TEST(std::abs(reprojection_distances(pose, keypoints, kCamera)[0]) < 1e-3);
  BOOST_TEST(std::isnan(reprojection_distances(pose, Tensor::zeros({1, 17, 3}), kCamera)[0]));
}

BOOST_AUTO_TEST_CASE(behind_the_camera_is_far_but_finite) {
  const auto behind = test::each(in_camera(), [](Vec3 p) { return Vec3{p.x, p.y, -p.z}; });
  const float distance =
      reprojection_distances(test::tensor_of({behind}), keypoints_of(in_camera()), kCamera)[0];
  BOOST_TEST(std::isfinite(distance));
  BOOST_TEST(distance > 1000);
}

BOOST_AUTO_TEST_CASE(other_shapes_are_refused) {
  BOOST_CHECK_THROW(
      reprojection_distances(Tensor::zeros({2, 17, 3}), Tensor::zeros({1, 17, 3}), kCamera),
      ShapeError);
  BOOST_CHECK_THROW(
      reprojection_distances(Tensor::zeros({2, 16, 3}), Tensor::zeros({2, 17, 3}), kCamera),
      ShapeError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
