#include <boost/test/unit_test.hpp>

#include "pose/formats/npz.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/wild/doubt/pose_statistics.h"
#include "tensor/error.h"
#include "tests/doubt/body.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

using formats::NdArray;
using Members = std::vector<std::pair<std::string, formats::Value>>;

const PoseStatistics& learnt() {
  static const PoseStatistics statistics = learn_pose_statistics(test::data_set({60, 60}));
  return statistics;
}

/// A sound file's members; those of the same name are replaced, and removed for None.
Members members_with(const std::string& name, const formats::Value& value) {
  const test::TemporaryFolder folder;
  write_pose_statistics(folder / "a.npz", learnt());
  const formats::NpzReader file(folder / "a.npz");
  Members members;
  for (const std::string& key : file.keys()) {
    if (key != name)
      members.emplace_back(key, file.load(key));
    else if (!value.is_none())
      members.emplace_back(key, value);
  }
  return members;
}

BOOST_AUTO_TEST_SUITE(pose_statistics_file)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_to_the_last_bit) {
  const test::TemporaryFolder folder;
  write_pose_statistics(folder / "a.npz", learnt());
  const PoseStatistics read = read_pose_statistics(folder / "a.npz");
  BOOST_TEST((read.bone_lengths() == learnt().bone_lengths()));
  BOOST_TEST((read.mean() == learnt().mean()));
  BOOST_TEST((read.covariance() == learnt().covariance()));
  BOOST_TEST(read.limit() == learnt().limit());
  const Tensor poses = test::tensor_of({test::moved(7), test::moved(8)});
  BOOST_TEST((read.distances(poses, {0, 0, 1}) == learnt().distances(poses, {0, 0, 1})));
}

BOOST_AUTO_TEST_CASE(a_file_that_is_none_is_one_line) {
  const test::TemporaryFolder folder;
  const std::string path = folder / "a.npz";
  const auto refuses = [&](const std::string& name, const formats::Value& value,
                           const std::string& message) {
    formats::save_npz(path, members_with(name, value));
    test::check_throws<DataError>([&] { read_pose_statistics(path); }, path + ": " + message);
  };
  refuses("limit", formats::Value(),
          "there is no 'limit'; it has: bone_lengths, mean, covariance, joint_names");
  refuses("limit", NdArray::of_number(0), "limit: a number above 0 is wanted; found 0");
  refuses("mean", NdArray::of_tensor(Tensor::zeros({48})),
          "mean: numbers of shape (16, 3) are wanted; found float32 (48,)");
  refuses("covariance", NdArray::of_tensor(Tensor::zeros({48, 48})),
          "covariance: it is not positive definite");
  refuses("bone_lengths", NdArray::of_texts({16}, std::vector<std::string>(16, "long")),
          "bone_lengths: numbers of shape (16,) are wanted; found str (16,)");
  std::vector<std::string> names = h36m_17().names;
  std::swap(names[1], names[4]);
  refuses("joint_names", NdArray::of_texts({17}, names),
          "joint_names: joint 1 is 'left hip'; 'right hip' is wanted, as of Human3.6M");
  names.pop_back();
  refuses("joint_names", NdArray::of_texts({16}, names),
          "joint_names: 17 names are wanted; found str (16,)");
  BOOST_CHECK_THROW(read_pose_statistics(folder / "none.npz"), IoError);
  test::write_text(path, "no zip");
  BOOST_CHECK_THROW(read_pose_statistics(path), DataError);
}

BOOST_AUTO_TEST_CASE(a_cut_file_is_refused_wherever_it_is_cut) {
  const test::TemporaryFolder folder;
  write_pose_statistics(folder / "a.npz", learnt());
  const std::string whole = test::read_text(folder / "a.npz");
  for (std::size_t size = 0; size < whole.size(); size += 397) {
    test::write_text(folder / "cut.npz", whole.substr(0, size));
    BOOST_CHECK_THROW(read_pose_statistics(folder / "cut.npz"), Error);
  }
}

BOOST_AUTO_TEST_CASE(it_lies_beside_the_checkpoint) {
  BOOST_TEST(statistics_path("models/walk.bin") == "models/walk.statistics.npz");
  BOOST_TEST(statistics_path("walk") == "walk.statistics.npz");
  BOOST_TEST(statistics_path("a.b/epoch_1.5.bin") == "a.b/epoch_1.5.statistics.npz");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
