#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/data/pose_files.h"
#include "pose/formats/npz.h"
#include "tests/raw/preparation.h"
#include "tests/raw/raw_files.h"

using namespace posegrad;
using namespace posegrad::test;
using pose::formats::NdArray;
using pose::formats::Value;

namespace {

std::string npz(const std::vector<std::pair<std::string, Value>>& values) {
  const TemporaryFolder folder;
  pose::formats::save_npz(folder / "a.npz", values);
  return read_text(folder / "a.npz");
}

/// A detector's file with `frames` frames of COCO's 17 joints.
std::string cpn_file(Index frames) {
  return npz({{"keypoints", NdArray::of_tensor(Tensor::zeros({frames, 17, 3}))}});
}

/// One frame with a person for each score, whose keypoints all are the person's number.
std::string detectron_file(const std::vector<float>& scores) {
  const auto people = static_cast<Index>(scores.size());
  const Tensor boxes = Tensor::zeros({people, 5}), keypoints = Tensor::empty({people, 4, 17});
  for (Index person = 0; person < people; ++person) {
    boxes.data<float>()[5 * person + 4] = scores[static_cast<std::size_t>(person)];
    for (Index i = 0; i < 4 * 17; ++i)
      keypoints.data<float>()[person * 4 * 17 + i] = static_cast<float>(person);
  }
  const auto frames = [](const Tensor& of_people) {
    return Value(NdArray::of_objects({1, 2}, {Value::list(), NdArray::of_tensor(of_people)}));
  };
  return npz({{"boxes", frames(boxes)}, {"keypoints", frames(keypoints)}});
}

/// Stacked Hourglass's poses (T, 16, 2): each number is `first` more than its place.
std::string hourglass_file(Index frames, double first) {
  std::vector<double> numbers;
  for (Index i = 0; i < frames * 32; ++i) numbers.push_back(first + static_cast<double>(i));
  return hdf5_file("poses", {frames, 16, 2}, numbers);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(raw_keypoints)

BOOST_AUTO_TEST_CASE(detections_are_kept_or_left_out_with_a_word) {
  const Preparation prepare;
  write_files(prepare.raw.path(), {{"S1/TakingPhoto 1.54138969.mp4.npz", cpn_file(3)},
                                   {"S1/Photo 1.54138969.mp4.npz", cpn_file(4)},
                                   {"S1/_ALL 1.54138969.mp4.npz", "several"},
                                   {"S1/_ALL.54138969.mp4.npz", "several"},
                                   {"S11/Directions.54138969.mp4.npz", "broken"},
                                   {"S1/Juggling.60457274.MP4.NPZ", cpn_file(5)}});
  prepare.check_says(
      {"h36m-2d", "-i", ".", "-o", "cpn_coco"},
      {"S1: 2 recordings, 2 videos, 9 frames",
       "Note: left out, a second file of a video: S1/TakingPhoto 1.54138969.mp4.npz (S1/Photo "
       "1.54138969.mp4.npz counts)",
       "Note: left out, several videos: S1/_ALL 1.54138969.mp4.npz, S1/_ALL.54138969.mp4.npz",
       "Note: left out, its video is broken: S11/Directions.54138969.mp4.npz",
       "Note: kept, though Human3.6M has no recording of this name: S1 Juggling",
       "Missing: S1: 122 of 124 videos (Juggling.54138969, Juggling.55011271, Juggling.58860488, "
       "Photo 1.55011271, Photo 1.58860488, Photo 1.60457274, and 29 more); S5, S6, S7, S8, S9, "
       "S11: all; training and evaluation refuse recordings whose keypoints are missing"});
  const TemporaryFolder& home = prepare.home;
  const auto keypoints = pose::read_keypoints_2d(home / "data/data_2d_h36m_cpn_coco.npz");
  BOOST_REQUIRE(keypoints.subjects.size() == 1U);
  BOOST_TEST(keypoints.subjects[0].recordings.at(0).cameras.at(3).dim(0) == 5);
  BOOST_TEST(keypoints.subjects[0].recordings.at(1).cameras.at(0).dim(0) == 4);
}

BOOST_AUTO_TEST_CASE(missing_videos_are_an_error_unless_that_is_allowed) {
  const Preparation prepare;
  write_files(prepare.raw.path(), {{"S1/Photo 1.54138969.mp4.npz", cpn_file(4)}});
  prepare.check_refused({"h36m-2d", "-i", ".", "-o", "cpn_coco"},
                        ".: missing: S1: 119 of 120 videos (Photo 1.55011271, ");
}

BOOST_AUTO_TEST_CASE(cameras_of_other_lengths_are_told) {
  const Preparation prepare;
  write_files(prepare.raw.path(), {{"S1/Photo.54138969.mp4.npz", cpn_file(5)},
                                   {"S1/Photo.60457274.mp4.npz", cpn_file(500)},
                                   {"S1/Eating.54138969.mp4.npz", cpn_file(7)},
                                   {"S1/Eating.60457274.mp4.npz", cpn_file(7)}});
  prepare.check_says({"h36m-2d", "-i", ".", "-o", "cpn_coco"},
                     {"Note: cameras of one recording differ in their number of frames: S1 Photo "
                      "(5 and 500)"});
}

BOOST_AUTO_TEST_CASE(the_best_box_is_one_with_a_score) {
  constexpr float kNan = std::numeric_limits<float>::quiet_NaN();
  const Preparation prepare;
  const std::string name = "S1/Photo.54138969.mp4.npz";
  for (const auto& scores : {std::vector{kNan, 0.2F, 0.9F, kNan}, {0.2F, kNan, 0.9F}}) {
    write_files(prepare.raw.path(), {{name, detectron_file(scores)}});
    prepare.check_says({"h36m-2d", "-i", ".", "-o", "detectron_coco"}, {});
    const auto found = pose::read_keypoints_2d(prepare.data + "/data_2d_h36m_detectron_coco.npz");
    BOOST_TEST(found.subjects.at(0).recordings.at(0).cameras.at(0).at(0) == 2);
  }
  write_files(prepare.raw.path(), {{name, detectron_file({kNan, kNan})}});
  prepare.check_refused({"h36m-2d", "-i", ".", "-o", "detectron_coco", "--allow-missing"},
                        name + ": boxes: frame 0: the score of every box is NaN");
}

BOOST_AUTO_TEST_CASE(both_sets_of_stacked_hourglass_become_keypoints) {
  for (const auto& [option, folder, set] :
       {std::tuple{"-pt", "h36m/S5/StackedHourglass", "sh_pt_mpii"},
        std::tuple{"-ft", "S5/StackedHourglassFineTuned240", "sh_ft_h36m"}}) {
    const Preparation prepare;
    // Of the other set's, too: both may lie in one folder.
    RawFiles files{
        {"S5/StackedHourglass/WalkDog_1.54138969.h5", hourglass_file(2, 900)},
        {"S5/StackedHourglassFineTuned240/WalkDog_1.54138969.h5", hourglass_file(2, 900)}};
    std::erase_if(files, [&, f = folder](const auto& file) {
      return std::string(f).ends_with(file.first.substr(0, file.first.rfind('/')));
    });
    files.emplace_back(fmt::format("{}/WalkingDog_1.55011271.h5", folder), hourglass_file(3, 7));
    write_text(prepare.raw / "stacked_hourglass.tar.gz", tgz_of(files));
    for (const char* source : {"stacked_hourglass.tar.gz", "."}) {
      prepare.check_says({"h36m-2d", option, source}, {"S5: 1 recording, 1 video, 3 frames"});
      const auto found =
          pose::read_keypoints_2d(fmt::format("{}/data_2d_h36m_{}.npz", prepare.data, set));
      BOOST_TEST(!found.metadata.layout_name);
      BOOST_TEST(found.metadata.num_joints == 16);
      const pose::Recording2d& recording = found.subjects.at(0).recordings.at(0);
      BOOST_TEST(recording.action == "WalkDog 1");
      BOOST_TEST(!recording.cameras.at(0).defined());
      const Tensor& keypoints = recording.cameras.at(1);
      BOOST_REQUIRE(keypoints.shape().to_string() == "(3, 16, 2)");
      for (Index i = 0; i < keypoints.numel(); ++i)
        BOOST_TEST(keypoints.at(i) == static_cast<double>(7 + i));
    }
  }
}

BOOST_AUTO_TEST_CASE(keypoints_of_another_shape_are_refused) {
  const Preparation prepare;
  write_files(prepare.raw.path(), {{"S5/StackedHourglassFineTuned240/WalkDog_1.54138969.h5",
                                    hdf5_file("poses", {2, 15, 2}, std::vector<double>(60))}});
  prepare.check_refused({"h36m-2d", "-ft", ".", "--allow-missing"},
                        "S5/StackedHourglassFineTuned240/WalkDog_1.54138969.h5: poses: an array "
                        "(frames, 16, 2 or 3) of numbers is wanted; found float64 (2, 15, 2)\n");
}

BOOST_AUTO_TEST_SUITE_END()
