#include <limits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/data/pose_files.h"
#include "pose/formats/npz.h"
#include "tests/raw/preparation.h"
#include "tests/raw/raw_files.h"
#include "tests/support/mat_writer.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

constexpr Index kCameras = 3;

/// A converted recording: every number of a frame says which frame it is, in metres and in pixels;
/// frames [first_bad, end_bad) have one NaN.
std::string converted(Index frames, Index joints, Index first_bad, Index end_bad) {
  std::vector<float> poses, keypoints;
  const auto number = [&](Index t, Index i, float unit) {
    const bool is_bad = i == 0 && t >= first_bad && t < end_bad;
    return is_bad ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(t) * unit;
  };
  for (Index t = 0; t < frames; ++t)
    for (Index i = 0; i < joints * 3; ++i) poses.push_back(number(t, i, 1000));
  for (Index camera = 0; camera < kCameras; ++camera)
    for (Index t = 0; t < frames; ++t)
      for (Index i = 0; i < joints * 2; ++i) keypoints.push_back(number(t, i, 1));
  const MatWriter mat({.is_double = true, .compressed = true});
  return mat.file({mat.numbers("poses_3d", {frames, joints, 3}, poses),
                   mat.numbers("poses_2d", {kCameras, frames, joints, 2}, keypoints)});
}

// By the data set's table: Train/S1/Jog_1 has the frames [367, 740) of the motion capture.
constexpr Index kFirst = 367, kFrames = 740 - kFirst;

void check_range(const Tensor& numbers, Index first, Index frames) {
  BOOST_REQUIRE(numbers.dim(0) == frames);
  const Index per_frame = numbers.numel() / frames;
  for (const Index t : {Index{0}, frames - 1})
    BOOST_TEST(numbers.at(t * per_frame + per_frame - 1) == static_cast<double>(first + t));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(raw_humaneva)

BOOST_AUTO_TEST_CASE(recordings_fall_into_chunks) {
  for (const Index joints : {15, 20}) {
    const Preparation prepare;
    write_files(prepare.raw.path(), {{"c/Train/S1/Jog_1.mat", converted(kFrames, joints, 5, 9)},
                                     {"c/Train/S1/Jog_2.mat", "of another recording"},
                                     {"c/Validate/S3/Run_1.mat", "of another recording"}});
    prepare.check_says(
        {"humaneva", "."},
        {"Train/S1: 1 recording, 2 chunks, 369 frames",
         "Note: left out, HumanEva-I has no such recording with poses: c/Train/S1/Jog_2.mat, "
         "c/Validate/S3/Run_1.mat",
         "Missing: Train/S1: 4 of 5 recordings (Walking 1, ThrowCatch 1, Gestures 1, Box 1); "
         "Train/S2, Train/S3, Validate/S1, Validate/S2, Validate/S3: all; errors then are not "
         "those "
         "of the paper"});
    const std::string name = fmt::format("humaneva{}", joints);
    const auto positions =
        pose::read_positions_3d(fmt::format("{}/data_3d_{}.npz", prepare.data, name));
    BOOST_TEST(positions.size() == 6U);
    BOOST_REQUIRE(positions.at(0).recordings.size() == 2U);
    BOOST_TEST(positions[0].recordings[0].action == "Jog 1 chunk0");
    BOOST_TEST(positions[0].recordings[1].action == "Jog 1 chunk2");
    check_range(positions[0].recordings[0].poses, 0, 5);
    check_range(positions[0].recordings[1].poses, 9, kFrames - 9);
    const auto keypoints =
        pose::read_keypoints_2d(fmt::format("{}/data_2d_{}_gt.npz", prepare.data, name));
    BOOST_TEST(keypoints.metadata.num_joints == joints);
    for (const Tensor& camera : keypoints.subjects.at(0).recordings.at(1).cameras)
      check_range(camera, 9, kFrames - 9);
  }
}

BOOST_AUTO_TEST_CASE(detections_are_cut_like_the_recordings) {
  const Preparation prepare;
  write_files(prepare.raw.path(), {{"c/Train/S1/Jog_1.mat", converted(kFrames, 15, 5, 9)}});
  constexpr Index kVideo = 900, kJoints = 17;
  const Tensor video = Tensor::empty({kVideo, kJoints, 2});
  for (Index e = 0; e < video.numel(); ++e)
    video.data<float>()[e] = static_cast<float>(e / (kJoints * 2));
  write_files(prepare.raw / "d/S1", {{"Jog_2_(C1).avi.npz", "of another recording"}});
  pose::formats::save_npz(prepare.raw / "d/S1/Jog_1_(C1).avi.npz",
                          {{"keypoints", pose::formats::NdArray::of_tensor(video)}});
  pose::formats::save_npz(prepare.raw / "d/S1/Jog 1.C3.mp4.npz",
                          {{"keypoints", pose::formats::NdArray::of_tensor(video)}});
  write_files(prepare.raw / "d/more/S1",
              {{"Jog_1_(C1).avi.npz", read_text(prepare.raw / "d/S1/Jog 1.C3.mp4.npz")}});
  prepare.check_says(
      {"humaneva", "c", "--detections", "d", "-o", "cpn_of_coco"},
      {"Note: left out, a second file of a video: d/more/S1/Jog_1_(C1).avi.npz "
       "(d/S1/Jog_1_(C1).avi."
       "npz counts)",
       "Note: left out, no video of a recording with poses: d/S1/Jog_2_(C1).avi.npz",
       "Missing: S1: 1 of 3 videos (Jog 1 (C2)); training and evaluation refuse recordings whose "
       "keypoints are missing"});
  const auto keypoints =
      pose::read_keypoints_2d(prepare.data + "/data_2d_humaneva15_cpn_of_coco.npz");
  const auto subject = [&](const std::string& name) {
    return *std::ranges::find(keypoints.subjects, name, &pose::Subject2d::name);
  };
  // The videos of S1's Jog 1 start 51, 51 and 50 frames, less one, before the motion capture.
  const pose::Recording2d good = subject("Train/S1").recordings.at(1);
  BOOST_TEST(good.action == "Jog 1 chunk2");
  check_range(good.cameras.at(0), kFirst + 9 + 50, kFrames - 9);
  BOOST_TEST(!good.cameras.at(1).defined());
  check_range(good.cameras.at(2), kFirst + 9 + 49, kFrames - 9);
  const pose::Recording2d bad = subject("Unlabeled/Train/S1").recordings.at(0);
  BOOST_TEST(bad.action == "Jog 1 chunk1");
  check_range(bad.cameras.at(0), kFirst + 5 + 50, 4);
}

BOOST_AUTO_TEST_CASE(names_in_any_case_and_in_archives_are_read) {
  const Preparation prepare;
  write_zip(prepare.raw / "Train.zip", {{"s1/jog_1.MAT", converted(kFrames, 15, 0, 0)}});
  prepare.check_says({"humaneva", "."}, {"Train/S1: 1 recording, 1 chunk, 373 frames"});
  write_files(prepare.raw.path(), {{"train/S1/Jog_1.mat", converted(kFrames, 15, 5, 9)}});
  prepare.check_says(
      {"humaneva", "."},
      {"Train/S1: 1 recording, 1 chunk, 373 frames",
       "Note: left out, a second file of a recording: train/S1/Jog_1.mat (Train.zip: "
       "member 's1/jog_1.MAT' counts)"});
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused) {
  const auto check = [](const RawFiles& files, const std::string& message) {
    const Preparation prepare;
    write_files(prepare.raw.path(), files);
    prepare.check_refused({"humaneva", "."}, message);
  };
  check({{"Train/S1/Jog_1.mat", converted(kFrames - 1, 15, 0, 0)}},
        "Train/S1/Jog_1.mat: poses_3d: 372 frames; HumanEva-I has 373 there");
  check({{"Train/S1/Jog_1.mat", converted(kFrames, 14, 0, 0)}},
        "Train/S1/Jog_1.mat: poses_3d: an array (frames, 15 or 20, 3) of numbers is wanted; found "
        "float64 (373, 14, 3)");
  check({{"Train/S1/Jog_1.mat", converted(kFrames, 15, 0, 0)},
         {"Validate/S1/Jog_1.mat", converted(kFirst - 5, 20, 0, 0)}},
        "Validate/S1/Jog_1.mat: 20 joints; Train/S1/Jog_1.mat has 15");
  for (const char* name : {"S1/Jog_1.mat", "Mocap_Data/S1/Jog_1.mat"})
    check({{name, "its own"}},
          ".: no file like Train/S1/Walking_1.mat (converted; HumanEva-I's own files are not read) "
          "in it; found 1 .mat");
  check({{"Train/S1/Jog_1.mat", converted(kFrames, 15, 0, 0)}},
        ".: missing: Train/S1: 4 of 5 recordings (Walking 1, ThrowCatch 1, Gestures 1, Box 1); ");
}

BOOST_AUTO_TEST_CASE(a_video_that_is_too_short_is_named) {
  const Preparation prepare;
  write_files(prepare.raw.path(), {{"c/Train/S1/Jog_1.mat", converted(kFrames, 15, 0, 0)}});
  write_text(prepare.raw / "d/S1/x", "");
  pose::formats::save_npz(
      prepare.raw / "d/S1/Jog_1_(C1).avi.npz",
      {{"keypoints", pose::formats::NdArray::of_tensor(Tensor::zeros({789, 17, 2}))}});
  prepare.check_refused(
      {"humaneva", "c", "--detections", "d", "-o", "cpn_of_coco", "--allow-missing"},
      "d/S1/Jog_1_(C1).avi.npz: 789 frames; 790 and more are wanted\n");
}

BOOST_AUTO_TEST_SUITE_END()
