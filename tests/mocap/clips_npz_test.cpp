#include <boost/test/unit_test.hpp>

#include "pose/data/mocap/mocap_files.h"
#include "pose/formats/npz.h"
#include "tensor/error.h"
#include "tests/mocap/posed_rigs.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::test {
namespace {

using namespace pose::mocap;
using pose::formats::NdArray;
using pose::formats::save_npz;

NdArray zeros(std::initializer_list<Index> shape) {
  return NdArray::of_tensor(Tensor::zeros(shape));
}

struct Work {
  TemporaryFolder folder;
  std::string path = folder / "clips.npz";

  void refuses(const std::string& message) const {
    check_throws<DataError>([&] { read_clips_npz(path); }, path + message);
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(clips_npz, Work)

BOOST_AUTO_TEST_CASE(clips_are_read_with_their_faces) {
  const Motion motion = invented_motion(0, 3);
  Tensor pose = Tensor::zeros({3, 17, 3}), face = Tensor::zeros({3, 5, 3}, DType::f64);
  for (std::size_t frame = 0; frame < 3; ++frame)
    for (std::size_t point = 0; point < kPoints; ++point) {
      const Vec3 v = motion[frame][point];
      const std::array numbers{v.x, v.y, v.z};
      for (std::size_t axis = 0; axis < 3; ++axis) {
        if (point < 17) {
          pose.data<float>()[(frame * 17 + point) * 3 + axis] = static_cast<float>(numbers[axis]);
        } else {
          face.data<double>()[(frame * 5 + point - 17) * 3 + axis] = numbers[axis];
        }
      }
    }
  save_npz(path, {{"a_walk 1.pose", NdArray::of_tensor(pose)},
                  {"a_walk 1.face", NdArray::of_tensor(face)},
                  {"b.pose", zeros({0, 17, 3})},
                  {"b.face", zeros({0, 5, 3})}});
  const std::vector<Clip> clips = read_clips_npz(path);
  BOOST_TEST_REQUIRE(clips.size() == 2U);
  BOOST_TEST(clips[0].subject == "a");
  BOOST_TEST(clips[0].name == "a_walk 1");
  BOOST_TEST(clips[0].fps == 50);
  for (std::size_t point = 0; point < kPoints; ++point)
    BOOST_TEST(length(clips[0].motion[2][point] - motion[2][point]) <= 1e-6);
  BOOST_TEST(clips[1].subject == "b");
  BOOST_TEST(clips[1].motion.empty());
}

BOOST_AUTO_TEST_CASE(a_table_beside_it_gives_subjects) {
  save_npz(path, {{"a_1.pose", zeros({1, 17, 3})},
                  {"a_1.face", zeros({1, 5, 3})},
                  {"a_2.pose", zeros({1, 17, 3})},
                  {"a_2.face", zeros({1, 5, 3})}});
  write_text(folder / "clips.csv", "clip,source,subject\r\na_1,x,Anna\r\n\r\nother,x,Eve\r\n");
  const std::vector<Clip> clips = read_clips_npz(path);
  BOOST_TEST(clips[0].subject == "Anna");
  BOOST_TEST(clips[1].subject == "a");
  const auto refuses_table = [&](const std::string& text, const std::string& message) {
    write_text(folder / "clips.csv", text);
    check_throws<DataError>([&] { read_clips_npz(path); }, (folder / "clips.csv") + message);
  };
  refuses_table("name,subject\n", ": line 1: there is no column 'clip'");
  refuses_table("clip,person\n", ": line 1: there is no column 'subject'");
  refuses_table("clip,subject\na_1,A,B\n", ": line 2: 3 cells; the header has 2");
  refuses_table("clip,subject\na_1,\n", ": line 2: a clip or subject without a name");
}

BOOST_AUTO_TEST_CASE(archives_that_are_no_clips) {
  check_throws<IoError>([&] { read_clips_npz(path); },
                        "cannot open " + path + ": No such file or directory");
  save_npz(path, {{"positions_3d", zeros({1, 17, 3})}});
  refuses(": no NAME.pose (frames, 17, 3) is in it");
  save_npz(path, {{"a.pose", zeros({1, 17, 3})}});
  refuses(": there is no 'a.face'; it has: a.pose");
  save_npz(path, {{"a.pose", zeros({2, 16, 3})}, {"a.face", zeros({2, 5, 3})}});
  refuses(": a.pose: an array (frames, 17, 3) of numbers is wanted; found float32 (2, 16, 3)");
  save_npz(path, {{"a.pose", zeros({2, 17, 3})}, {"a.face", zeros({2, 5, 2})}});
  refuses(": a.face: an array (frames, 5, 3) of numbers is wanted; found float32 (2, 5, 2)");
  save_npz(path, {{"a.pose", zeros({2, 17, 3})}, {"a.face", zeros({3, 5, 3})}});
  refuses(": a: 3 frames of the face; the pose has 2");
  write_text(path, "PK\3\4 cut");
  BOOST_CHECK_THROW(read_clips_npz(path), Error);
}

BOOST_AUTO_TEST_CASE(subjects_by_name) {
  BOOST_TEST(subject_of_name("35_01") == "35");
  BOOST_TEST(subject_of_name("walk") == "walk");
  BOOST_TEST(subject_of_name("_walk") == "_walk");
  const auto of = [](const char* file, const char* input) { return subject_of_file(file, input); };
  BOOST_TEST(of("in/35_01.bvh", "in") == "35");
  BOOST_TEST(of("in/subjects/walks/35_01.bvh", "in") == "35");
  BOOST_TEST(of("in/anna/walk_fast.bvh", "in") == "anna");
  BOOST_TEST(of("in/anna/35_01b.bvh", "in") == "anna");
  BOOST_TEST(of("in/anna_walk.bvh", "in") == "anna");
  BOOST_TEST(of("in/anna_walk.bvh", "in/") == "anna");
  BOOST_TEST(of("./in/anna_walk.bvh", "in/.") == "anna");
  BOOST_TEST(of("in/walk.bvh", "in") == "in");
  BOOST_TEST(of("in/walk.bvh", "in/walk.bvh") == "in");  // a file was given
  BOOST_TEST(of("in/anna_walk.bvh", "in/anna_walk.bvh") == "anna");
  BOOST_TEST(of("/walk.bvh", "/walk.bvh") == "walk");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::test
