#include <cmath>

#include <boost/test/unit_test.hpp>

#include "pose/data/dataset.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/training/semi_supervised.h"
#include "tensor/error.h"
#include "tests/support/throws.h"
#include "tests/support/tiny_humaneva.h"

using namespace posegrad;
using namespace posegrad::pose;
using namespace posegrad::test;

namespace {

const DatasetSources kSources{"3d.npz", "2d.npz"};

Dataset make(Index joints, const TinyHumanEva& tiny) {
  return make_humaneva(joints, tiny.positions, tiny.keypoints, kSources);
}

template <class Change>
void check_refused(Change change, const std::string& message) {
  TinyHumanEva tiny(15);
  change(tiny);
  check_throws<DataError>([&] { make(15, tiny); }, message);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(humaneva)

BOOST_AUTO_TEST_CASE(both_numbers_of_joints_make_a_data_set) {
  for (const Index joints : {15, 20}) {
    const TinyHumanEva tiny(joints);
    const Dataset set = make(joints, tiny);
    const Skeleton& skeleton = joints == 15 ? humaneva_15() : humaneva_20();
    BOOST_TEST(set.name == "humaneva" + std::to_string(joints));
    BOOST_TEST(set.keypoint_layout == set.name);
    BOOST_TEST((set.skeleton == skeleton));
    BOOST_TEST((set.mirroring.joints.left == skeleton.joints_left &&
                set.mirroring.joints.right == skeleton.joints_right));
    BOOST_TEST(set.fps == 60);
    BOOST_TEST(set.keypoint_joints() == joints);
    BOOST_TEST(set.subjects.size() == 6U);

    const Subject& subject = set.subject("Validate/S2");
    BOOST_TEST(subject.cameras.size() == 3U);
    const std::vector<std::string> order{"Walking 1 chunk0", "Walking 1 chunk2", "Jog 1 chunk1"};
    BOOST_TEST(subject.evaluation_order == order, boost::test_tools::per_element());
    for (const Sequence& view : subject.recording("Jog 1 chunk1").views) {
      BOOST_TEST(view.positions.shape().to_string() == Shape({30, joints, 3}).to_string());
      BOOST_TEST(!view.intrinsics.defined());
    }
  }
  check_throws<ValueError>([] { make(17, TinyHumanEva(15)); },
                           "make_humaneva: 'joints' is 17; expected 15 or 20");
}

// The made-up lens of the keypoints sees what the positions say: world, camera and screen agree.
BOOST_AUTO_TEST_CASE(positions_are_those_that_the_camera_sees) {
  const Dataset set = make(20, TinyHumanEva(20));
  for (const Sequence& view : set.subject("Train/S2").recording("Walking 1 chunk2").views) {
    double worst = 0;
    for (Index t = 0; t < view.frames(); ++t)
      for (Index j = 0; j < 20; ++j) {
        const auto joint = [&](Index axis) {
          const double root = view.positions.at(t * 60 + axis);
          return j == 0 ? root : root + view.positions.at((t * 20 + j) * 3 + axis);
        };
        for (const Index axis : {0, 1})
          worst = std::max(worst, std::abs(2.3 * joint(axis) / joint(2) -
                                           view.keypoints.at((t * 20 + j) * 2 + axis)));
      }
    BOOST_TEST(worst < 1e-5, "camera " << view.camera_number);
  }
}

BOOST_AUTO_TEST_CASE(subjects_may_be_empty_or_without_3d_poses) {
  const Dataset set = make(15, TinyHumanEva(15));
  BOOST_TEST(set.subject("Validate/S3").recordings.empty());
  const Recording& box = set.subject("Unlabeled/S4").recording("Box 1 chunk0");
  BOOST_TEST(!box.world.defined());
  for (const Sequence& view : box.views)
    BOOST_TEST((view.frames() == 30 && !view.positions.defined()));
  // An empty one beside others is no error.
  BOOST_TEST(select(set, {{"Validate/S2", "Validate/S3"}, {"Jog"}}).size() == 3U);
}

BOOST_AUTO_TEST_CASE(a_subject_without_its_prefix_is_told_the_names) {
  const Dataset set = make(15, TinyHumanEva(15));
  check_throws<DataError>([&] { set.subject("S1"); },
                          "the data set humaneva15 has no subject S1: there is Train/S1, "
                          "Validate/S1; give the name with "
                          "its prefix");
  check_throws<DataError>([&] { set.subject("Train/S3"); },
                          "the data set humaneva15 has no subject Train/S3; there are: Train/S1, "
                          "Train/S2, Validate/S1, "
                          "Validate/S2, Validate/S3, Unlabeled/S4");
}

BOOST_AUTO_TEST_CASE(cameras_without_a_lens_cannot_be_semi_supervised) {
  const Dataset set = make(15, TinyHumanEva(15));
  check_throws<DataError>(
      [&] {
        check_semi_supervision(set, select(set, {{"Train/S1"}, {"Jog"}}));
      },
      "subject Train/S1, action 'Jog 1 chunk1', camera 0: semi-supervision needs the camera's "
      "intrinsics");
}

BOOST_AUTO_TEST_CASE(files_that_do_not_fit_are_refused_by_name) {
  check_refused(
      [](TinyHumanEva& t) { t.keypoints.subjects[2].recordings[1].cameras.pop_back(); },
      "2d.npz: subject Validate/S1, action 'Walking 1 chunk2': 3 cameras expected, 2 found");
  check_refused(
      [](TinyHumanEva& t) { t.keypoints.subjects[0].recordings[0].cameras[1] = Tensor(); },
      "2d.npz: subject Train/S1, action 'Walking 1 chunk0', camera 1: there are no keypoints");
  check_refused(
      [](TinyHumanEva& t) {
        Tensor& camera = t.keypoints.subjects[1].recordings[2].cameras[2];
        camera = camera.rows(0, 29).clone();
      },
      "2d.npz: subject Train/S2, action 'Jog 1 chunk1', camera 2: 29 frames of 2D keypoints, but "
      "3d.npz has 30 frames of "
      "3D poses");
  check_refused([](TinyHumanEva& t) { t.keypoints.subjects.erase(t.keypoints.subjects.begin()); },
                "2d.npz: subject Train/S1 of 3d.npz is missing");
  check_refused([](TinyHumanEva& t) { t.keypoints.subjects[3].recordings.pop_back(); },
                "2d.npz: subject Validate/S2, action 'Jog 1 chunk1' of 3d.npz is missing");
  check_refused(
      [](TinyHumanEva& t) { t.keypoints.subjects[0].name = t.positions[0].name = "Train/S9"; },
      "2d.npz: HumanEva has no subject 'Train/S9'; its subjects are S1, S2, S3, S4");
  check_refused(
      [](TinyHumanEva& t) { t.keypoints.subjects[0].name = t.positions[0].name = "Train/S4"; },
      "3d.npz: subject Train/S4: the places of its cameras are not known, so that its 3D poses "
      "cannot be used");
  check_throws<DataError>([] { make(15, TinyHumanEva(20)); },
                          "3d.npz: subject Train/S1, action 'Walking 1 chunk0': 15 joints "
                          "expected, 20 found; it is one of "
                          "-d humaneva20");
  check_refused(
      [](TinyHumanEva& t) {
        t.positions[0].recordings[0].poses = Tensor::zeros({30, 17, 3});
      },
      "3d.npz: subject Train/S1, action 'Walking 1 chunk0': 15 joints expected, 17 found");
}

BOOST_AUTO_TEST_SUITE_END()
