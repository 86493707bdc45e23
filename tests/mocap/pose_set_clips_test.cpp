#include <boost/test/unit_test.hpp>

#include "pose/data/mocap/mocap_files.h"
#include "pose/data/mocap/skull.h"
#include "pose/data/pose_files.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"
#include "tests/mocap/posed_rigs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose::mocap;

/// Points `kept` of (T, 22, 3), at slots of (T, joints, 3).
Tensor spread(const Tensor& points, const std::vector<Index>& slots, Index joints) {
  const Index T = points.dim(0);
  Tensor result = Tensor::zeros({T, joints, 3});
  for (Index t = 0; t < T; ++t)
    for (std::size_t j = 0; j < slots.size(); ++j)
      for (Index axis = 0; axis < 3; ++axis)
        result.data<float>()[(t * joints + slots[j]) * 3 + axis] =
            points.data<float>()[(t * 22 + static_cast<Index>(j)) * 3 + axis];
  return result;
}

struct Work {
  TemporaryFolder folder;
  std::string path = folder / "set.npz";
  Motion motion = invented_motion(0, 3);

  std::vector<Clip> read(const Tensor& poses) const {
    pose::write_positions_3d(path, {{"S1", {{"Walking 1", poses}, {"Eating", poses}}}, {"S5", {}}});
    BOOST_TEST(is_pose_set(path));
    return read_pose_set(path);
  }
  void check(const std::vector<Clip>& clips, std::size_t points) const {
    BOOST_TEST_REQUIRE(clips.size() == 2U);
    BOOST_TEST(clips[1].subject == "S1");
    BOOST_TEST(clips[1].name == "Eating");
    BOOST_TEST(clips[1].fps == 50);
    for (std::size_t point = 0; point < points; ++point)
      BOOST_TEST(length(clips[1].motion.at(2)[point] - motion[2][point]) <= 1e-6);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(pose_set_clips, Work)

BOOST_AUTO_TEST_CASE(sets_of_22_17_and_32_points) {
  const Tensor points = to_tensor(motion);
  check(read(points), kPoints);
  const std::vector<Index> kept = pose::kept_joints(32, pose::h36m_removed_joints());
  std::vector<Index> all(17);
  for (Index i = 0; i < 17; ++i) all[static_cast<std::size_t>(i)] = i;
  for (const Tensor& poses : {spread(points, all, 17), spread(points, kept, 32)}) {
    const std::vector<Clip> clips = read(poses);
    check(clips, kJoints);
    Body body = clips[1].motion[2];
    place_face(skull_of_head(body), body);
    BOOST_TEST((body == clips[1].motion[2]));
    BOOST_TEST(length(body[nose] - body[neck]) < 0.06);
  }
}

BOOST_AUTO_TEST_CASE(another_number_of_joints_is_refused) {
  check_throws<DataError>(
      [&] {
        read(Tensor::zeros({2, 15, 3}));
      },
      path + ": 15 joints; expected 32, 17 or 22");
  write_text(path, "no archive");
  BOOST_CHECK_THROW(is_pose_set(path), Error);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test
