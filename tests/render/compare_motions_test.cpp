// Motions of several sources: alignment, errors, a Kinect's text files.
#include <cmath>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/geometry/quaternion.h"
#include "pose/scene/motion_errors.h"
#include "pose/wild/kinect_text.h"
#include "tensor/error.h"
#include "tests/render/scenes.h"
#include "tests/support/random_tensor.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

Tensor transformed(const Tensor& motion, const Similarity& similarity) {
  Tensor result = motion.clone();
  const auto xyz = result.cpu_span<float>();
  for (std::size_t i = 0; i < xyz.size(); i += 3) {
    const Vec3 at = similarity({xyz[i], xyz[i + 1], xyz[i + 2]});
    xyz[i] = static_cast<float>(at.x);
    xyz[i + 1] = static_cast<float>(at.y);
    xyz[i + 2] = static_cast<float>(at.z);
  }
  return result;
}

/// A frame of a Kinect: row r of 25 is (r, r / 100, frame).
std::string kinect_frame(int frame, int rows = 25) {
  std::string text = "joint x y z\n";
  for (int r = 0; r < rows; ++r)
    text += fmt::format("label{} {} {} {}\r\n", r % 3 == 0 ? " of two words" : "", r, -r / 100.0,
                        frame);
  return text;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(compare_motions)

BOOST_AUTO_TEST_CASE(one_frame_aligns_a_whole_motion) {
  const Tensor reference = random_tensor({5, 17, 3});
  const Similarity away{turn_z(1.1) * turn_x(-0.4), 1.7, {3, -2, 0.5}};
  const Tensor moved = transformed(reference, away);
  for (const Index frame : {0, 3}) {
    const Tensor aligned = align_similarity(moved, reference, frame);
    for (const double error : joint_errors_mm(aligned, reference)) BOOST_TEST(error < 2e-3);
  }
  // Only the chosen frame counts: another one may be far off.
  const Tensor odd = moved.clone();
  for (float& x : odd.rows(2, 3).cpu_span<float>()) x += 5;
  const Tensor aligned = align_similarity(odd, reference, 0);
  const Tensor errors = frame_errors_mm(aligned, reference);
  BOOST_TEST(errors.at(0) < 2e-3);
  BOOST_TEST(errors.at(1) < 2e-3);
  BOOST_TEST(errors.at(2) == 1000 * 5 * std::sqrt(3.0) / 1.7, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(frame_errors_mm(align_similarity(odd, reference, 2), reference).at(2) < 2e-3);
}

BOOST_AUTO_TEST_CASE(joints_that_are_not_known_are_left_out_of_everything) {
  const Tensor reference = random_tensor({3, 6, 3});
  const Tensor moved = transformed(reference, {turn_y(0.3), 0.5, {1, 1, 1}});
  forget(moved, 0, 2);
  forget(reference, 0, 4);
  forget(moved, 1, 5);
  forget(moved, 0, 5);
  forget(moved, 2, 5);
  const Tensor aligned = align_similarity(moved, reference, 0);
  const auto errors = joint_errors_mm(aligned, reference);
  for (std::size_t j = 0; j < 5; ++j) BOOST_TEST(errors[j] < 2e-3);
  BOOST_TEST(std::isnan(errors[5]));
  BOOST_TEST(frame_errors_mm(aligned, reference).at(1) < 2e-3);
  for (Index j = 0; j < 4; ++j) forget(moved, 0, j);
  check_throws<ValueError>(
      [&] { align_similarity(moved, reference, 0); },
      "align_similarity: both motions know 0 joints in frame 0; expected 3 or more");
  BOOST_TEST(std::isnan(frame_errors_mm(moved, reference).at(0)));
}

BOOST_AUTO_TEST_CASE(errors_are_mean_distances) {
  const Tensor a = Tensor::zeros({2, 3, 3}), b = Tensor::zeros({2, 3, 3});
  b.cpu_span<float>()[3] = 0.003F;  // frame 0, joint 1: 3, 4 mm
  b.cpu_span<float>()[4] = 0.004F;
  b.cpu_span<float>()[14] = -0.02F;  // frame 1, joint 1
  const auto joints = joint_errors_mm(a, b);
  BOOST_TEST(joints[0] == 0);
  BOOST_TEST(joints[1] == 12.5, boost::test_tools::tolerance(1e-5));
  const Tensor frames = frame_errors_mm(a, b);
  BOOST_TEST(frames.at(0) == 5 / 3.0, boost::test_tools::tolerance(1e-5));
  BOOST_TEST(frames.at(1) == 20 / 3.0, boost::test_tools::tolerance(1e-5));
  check_throws<ShapeError>(
      [&] {
        frame_errors_mm(a, Tensor::zeros({2, 4, 3}));
      },
      "frame_errors_mm: motion (2, 3, 3) and reference (2, 4, 3); expected "
      "the same (T, J, 3)");
  check_throws<ValueError>([&] { align_similarity(a, b, 2); },
                           "align_similarity: frame 2 of 2; expected 0 to 1");
}

BOOST_AUTO_TEST_CASE(kinect_files_are_read_in_the_order_of_their_numbers) {
  const TemporaryFolder folder;
  for (const int frame : {2, 10, 9})
    write_text(folder / fmt::format("body_{}.txt", frame), kinect_frame(frame));
  write_text(folder / "body_011_left.txt", kinect_frame(11, 24));
  write_text(folder / "notes.md", "no frame");
  const KinectMotion motion = read_kinect_text(folder.path());
  BOOST_TEST(motion.numbers == (std::vector<Index>{2, 9, 10, 11}),
             boost::test_tools::per_element());
  BOOST_REQUIRE((motion.positions.shape() == Shape{4, 17, 3}));
  // Of 24 rows 17 are used, and those are put in order.
  const std::vector<int> used{0, 1, 2, 3, 4, 5, 6, 8, 9, 10, 12, 13, 15, 16, 17, 19, 20};
  const std::vector<std::size_t> order{0, 10, 11, 12, 13, 14, 15, 1, 16, 2, 3, 7, 8, 9, 4, 5, 6};
  for (Index t = 0; t < 4; ++t)
    for (Index j = 0; j < 17; ++j) {
      const int row = used[order[static_cast<std::size_t>(j)]];
      const Index at = (t * 17 + j) * 3;
      BOOST_TEST(motion.positions.at(at) == row);
      BOOST_TEST(motion.positions.at(at + 1) ==
                 static_cast<double>(static_cast<float>(-row / 100.0)));
      BOOST_TEST(motion.positions.at(at + 2) ==
                 static_cast<double>(motion.numbers[static_cast<std::size_t>(t)]));
    }
}

BOOST_AUTO_TEST_CASE(kinect_files_that_are_none_are_refused) {
  const TemporaryFolder folder;
  check_throws<IoError>([&] { read_kinect_text(folder / "no"); },
                        "cannot open " + (folder / "no") + ": No such file or directory");
  check_throws<DataError>([&] { read_kinect_text(folder.path()); },
                          folder.path() + ": holds no .txt file of a frame");
  const auto refused = [&](const std::string& name, const std::string& text,
                           const std::string& message) {
    write_text(folder / name, text);
    check_throws<DataError>([&] { read_kinect_text(folder.path()); }, (folder / name) + message);
    std::filesystem::remove(folder / name);
  };
  const std::string number =
      ": its name has no frame number; expected one after the first underscore, as in body_12.txt";
  refused("body.txt", kinect_frame(1), number);
  refused("body_x.txt", kinect_frame(1), number);
  refused("body_1x_2.txt", kinect_frame(1), number);
  refused("body_1.txt", kinect_frame(1, 23), ": 23 joints after the header line; expected 24");
  refused("body_1.txt", "", ": 0 joints after the header line; expected 24");
  const std::string line = "; expected a label and three finite numbers";
  refused("body_1.txt", "header\nhip 1 2\n", ": line 2 is 'hip 1 2'" + line);
  refused("body_1.txt", "header\nhip 1 nan 3\n", ": line 2 is 'hip 1 nan 3'" + line);
  refused("body_1.txt", "header\na 1 2 3\nhip 1 2 3m\n", ": line 3 is 'hip 1 2 3m'" + line);
  write_text(folder / "a_1.txt", kinect_frame(1));
  write_text(folder / "b_01.txt", kinect_frame(1));
  check_throws<DataError>(
      [&] { read_kinect_text(folder.path()); },
      (folder / "b_01.txt") + ": frame 1 again; the first is " + (folder / "a_1.txt"));
}

BOOST_AUTO_TEST_SUITE_END()
