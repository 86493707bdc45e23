#include "pose/data/pose_files.h"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "pose/formats/npz.h"
#include "tests/support/golden_file.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::pose::formats;
using namespace posegrad::test;

namespace {

void check_same(const Tensor& a, const Tensor& b) {
  BOOST_TEST(a.defined() == b.defined());
  BOOST_TEST(a.shape().to_string() == b.shape().to_string());
  for (Index i = 0; i < std::min(a.numel(), b.numel()); ++i) BOOST_TEST(a.at(i) == b.at(i));
}

void check_same(const Keypoints2d& a, const Keypoints2d& b) {
  BOOST_TEST((a.metadata.layout_name == b.metadata.layout_name));
  BOOST_TEST(a.metadata.num_joints == b.metadata.num_joints);
  BOOST_TEST((a.metadata.left == b.metadata.left && a.metadata.right == b.metadata.right));
  BOOST_TEST_REQUIRE(a.metadata.videos.size() == b.metadata.videos.size());
  for (std::size_t v = 0; v < a.metadata.videos.size(); ++v) {
    BOOST_TEST(a.metadata.videos[v].first == b.metadata.videos[v].first);
    BOOST_TEST(a.metadata.videos[v].second.width == b.metadata.videos[v].second.width);
    BOOST_TEST(a.metadata.videos[v].second.height == b.metadata.videos[v].second.height);
  }
  BOOST_TEST_REQUIRE(a.subjects.size() == b.subjects.size());
  for (std::size_t s = 0; s < a.subjects.size(); ++s) {
    BOOST_TEST(a.subjects[s].name == b.subjects[s].name);
    BOOST_TEST_REQUIRE(a.subjects[s].recordings.size() == b.subjects[s].recordings.size());
    for (std::size_t r = 0; r < a.subjects[s].recordings.size(); ++r) {
      const Recording2d &x = a.subjects[s].recordings[r], &y = b.subjects[s].recordings[r];
      BOOST_TEST(x.action == y.action);
      BOOST_TEST_REQUIRE(x.cameras.size() == y.cameras.size());
      for (std::size_t c = 0; c < x.cameras.size(); ++c) check_same(x.cameras[c], y.cameras[c]);
    }
  }
}

/// A file of one recording with these 2D keypoints, three joints.
struct TinyFile {
  TemporaryFolder folder;
  std::string path = folder / "data_2d.npz";
  Value metadata = Value::dict();

  TinyFile() {
    metadata.set("num_joints", 3);
    metadata.set("keypoints_symmetry", Value::list({Value::list({1}), Value::list({2})}));
  }
  void write(const Value& cameras) const {
    Value actions = Value::dict(), subjects = Value::dict();
    actions.set("Eating", cameras);
    subjects.set("S1", actions);
    save_npz(path, {{"positions_2d", subjects}, {"metadata", metadata}});
  }
  void refuses(const std::string& message) const {
    check_throws<DataError>([&] { read_keypoints_2d(path); }, path + message);
  }
};

NdArray zeros(std::initializer_list<Index> shape) {
  return NdArray::of_tensor(Tensor::zeros(shape));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pose_files)

BOOST_AUTO_TEST_CASE(three_d_poses_read_in_the_order_of_the_file_and_are_rewritten) {
  const TemporaryFolder folder;
  const Positions3d read = read_positions_3d(golden_file("formats/data_3d.npz"));
  write_positions_3d(folder / "copy.npz", read);
  for (const Positions3d& positions : {read, read_positions_3d(folder / "copy.npz")}) {
    BOOST_TEST_REQUIRE(positions.size() == 2U);
    BOOST_TEST(positions[0].name == "S1");
    BOOST_TEST(positions[0].recordings[0].action == "Walking 1");
    BOOST_TEST(positions[0].recordings[1].action == "Eating");
    BOOST_TEST(positions[0].recordings[0].poses.shape().to_string() == "(4, 5, 3)");
    BOOST_TEST(positions[1].recordings.empty());
    check_same(positions[0].recordings[1].poses, read[0].recordings[1].poses);
  }
}

BOOST_AUTO_TEST_CASE(keypoints_read_and_are_rewritten) {
  const TemporaryFolder folder;
  const Keypoints2d keypoints = read_keypoints_2d(golden_file("formats/data_2d.npz"));
  BOOST_TEST(*keypoints.metadata.layout_name == "toy");
  BOOST_TEST(keypoints.metadata.videos[0].second.width == 1280);
  const Recording2d& walking = keypoints.subjects[0].recordings[0];
  BOOST_TEST(walking.cameras[0].shape().to_string() == "(4, 3, 2)");
  BOOST_TEST(walking.cameras[1].shape().to_string() == "(5, 3, 2)");
  const Recording2d& eating = keypoints.subjects[0].recordings[1];
  BOOST_TEST(!eating.cameras[0].defined());
  BOOST_TEST((eating.cameras[1].dtype() == DType::f32));
  write_keypoints_2d(folder / "copy.npz", keypoints);
  check_same(read_keypoints_2d(folder / "copy.npz"), keypoints);
}

BOOST_AUTO_TEST_CASE(an_array_over_cameras_and_numpy_s_integers_in_the_metadata) {
  const Keypoints2d keypoints = read_keypoints_2d(golden_file("formats/data_2d_array.npz"));
  BOOST_TEST(!keypoints.metadata.layout_name.has_value());
  BOOST_TEST(keypoints.metadata.num_joints == 3);
  BOOST_TEST(keypoints.metadata.left == std::vector<Index>{1}, boost::test_tools::per_element());
  const std::vector<Tensor>& cameras = keypoints.subjects[0].recordings[0].cameras;
  BOOST_TEST_REQUIRE(cameras.size() == 2U);
  BOOST_TEST(cameras[1].shape().to_string() == "(4, 3, 3)");
  BOOST_TEST(cameras[0].at(0) != cameras[1].at(0));
}

BOOST_AUTO_TEST_CASE(wrong_data_is_named_by_its_place) {
  TinyFile file;
  const std::string where = ": subject S1, action 'Eating'";
  file.write(Value::list({zeros({2, 3, 2})}));
  BOOST_TEST(read_keypoints_2d(file.path).subjects.size() == 1U);
  file.write(zeros({2, 3, 2}));
  file.refuses(where +
               ": a list over cameras or an array (cameras, frames, joints, 2 or 3) is wanted; "
               "found float32 (2, 3, 2)");
  file.write(Value::list({zeros({2, 3, 2}), zeros({2, 3, 4})}));
  file.refuses(where +
               ", camera 1: an array (frames, joints, 2 or 3) of numbers is wanted; found float32 "
               "(2, 3, 4)");
  file.write(Value::list({zeros({2, 4, 2})}));
  file.refuses(where + ": 4 joints; 3 at metadata");
  file.write(Value::list({zeros({2, 3, 2}), zeros({2, 3, 3})}));
  file.refuses(where + ": 3 numbers a joint; 2 at " + file.path + where);
  file.write(Value::list({"x"}));
  file.refuses(where + ", camera 0: an array is wanted; found str 'x'");
  Tensor bad = Tensor::zeros({2, 3, 2});
  bad.data<float>()[9] = std::numeric_limits<float>::quiet_NaN();
  file.write(Value::list({NdArray::of_tensor(bad)}));
  file.refuses(where + ", camera 0, frame 1, joint 1: the number nan is not finite");
}

BOOST_AUTO_TEST_CASE(wrong_metadata_is_named) {
  TinyFile file;
  const Value cameras = Value::list({zeros({2, 3, 2})});
  const auto refuses = [&](const Value& left, const Value& right, const std::string& message) {
    file.metadata.set("keypoints_symmetry", Value::list({left, right}));
    file.write(cameras);
    file.refuses(": metadata: keypoints_symmetry" + message);
  };
  refuses(Value::list({1}), Value::list({3}), ": [1]: joint 3 is not one of 3");
  refuses(Value::list({1}), Value::list(), ": 1 left joints and 0 right ones");
  refuses(Value::list({1}), Value::list({1}), ": a joint comes twice");
  file.metadata.set("num_joints", 0);
  file.write(cameras);
  file.refuses(": metadata: num_joints: 0");
  save_npz(file.path, {{"positions_3d", Value::dict()}});
  file.refuses(": there is no 'metadata'; it has: positions_3d");
}

BOOST_AUTO_TEST_SUITE_END()
