#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/raw/preparation.h"
#include "tests/raw/raw_files.h"

using namespace posegrad;
using namespace posegrad::test;

BOOST_AUTO_TEST_SUITE(raw_left_out)

BOOST_AUTO_TEST_CASE(what_is_missing_is_named_once_a_subject) {
  const Preparation prepare;
  write_files(prepare.raw.path(), cdf_files(some_positions(), false));
  prepare.check_refused(
      {"h36m", "--from-source", "S5/MyPoseFeatures/D3_Positions"},
      "S5/MyPoseFeatures/D3_Positions: missing: S5: 26 of 30 recordings "
      "(Directions, Directions 1, Discussion, Discussion 1, Eating, Eating 1, and "
      "20 more); S1, S6, S7, S8, S9, S11: all; errors then are not those of the "
      "paper; --allow-missing goes on without\n");
}

BOOST_AUTO_TEST_CASE(second_files_of_recordings_share_a_line_and_the_first_ones_count) {
  const Preparation prepare;
  pose::Positions3d positions = some_positions();
  positions.resize(1);
  positions[0].recordings.resize(2);  // Photo, Photo 1
  write_files(prepare.raw / "a", cdf_files(positions, false));
  positions[0].recordings[0].poses = Tensor::zeros({7, 32, 3});
  write_files(prepare.raw / "b", cdf_files(positions, false));
  constexpr std::string_view kFile = "{}/S1/MyPoseFeatures/D3_Positions/TakingPhoto{}.cdf";
  const auto pair = [&](std::string_view take) {
    return fmt::format("{} ({} counts)", fmt::format(kFile, "b", take),
                       fmt::format(kFile, "a", take));
  };
  prepare.check_says(
      {"h36m", "--from-source", "."},
      {fmt::format("Note: left out, a second file of a recording: {}, {}", pair(" 1"), pair("")),
       "S1: 2 recordings, 80 frames"});
}

BOOST_AUTO_TEST_CASE(poses_of_other_subjects_are_left_out_unread) {
  const Preparation prepare;
  write_files(prepare.raw.path(), cdf_files(some_positions(), false));
  write_files(prepare.raw.path(),
              {{"S2/Eating.cdf", "not read"}, {"S11/Directions.cdf", "not read"}});
  prepare.check_says({"h36m", "--from-source", "."},
                     {"Note: left out, Human3.6M has no poses of such a subject: S2/Eating.cdf",
                      "Note: left out, its video is broken: S11/Directions.cdf"});
}

BOOST_AUTO_TEST_SUITE_END()
