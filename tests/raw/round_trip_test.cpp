#include <cmath>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/data/pose_files.h"
#include "pose/formats/npz.h"
#include "pose/raw/h36m_keypoints.h"
#include "tests/raw/raw_files.h"
#include "tests/support/run_checks.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_dataset.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

namespace fs = std::filesystem;

/// Three subjects with four recordings each, whose numbers are floats in millimetres too.
pose::Positions3d some_positions() {
  const TinyDataset tiny;
  pose::Positions3d positions = tiny.positions;
  const char* const names[] = {"Photo", "Photo 1", "WalkDog", "Walking"};
  for (pose::Subject3d& subject : positions) {
    for (std::size_t i = 0; i < subject.recordings.size(); ++i) {
      pose::Recording3d& recording = subject.recordings[i];
      recording.action = names[i];
      recording.poses = recording.poses.clone();
      for (float& x : recording.poses.cpu_span<float>()) x = std::round(x * 64000) / 64 / 1000;
    }
  }
  return positions;
}

/// The data set, made without raw files.
struct Expected {
  TemporaryFolder folder;
  std::string positions, keypoints;

  Expected() {
    const pose::Positions3d poses = some_positions();
    pose::write_positions_3d(folder / "3d.npz", poses);
    pose::write_keypoints_2d(folder / "2d.npz", pose::raw::project_h36m(poses));
    positions = read_text(folder / "3d.npz");
    keypoints = read_text(folder / "2d.npz");
  }
};

/// A folder of raw files, and one for what becomes of them.
struct Preparation {
  TemporaryFolder raw, data;

  ProgramResult operator()(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "prepare");
    arguments.insert(arguments.end(), {"--data", data.path()});
    return run_posegrad(arguments, {.working_directory = raw.path()});
  }
  void check(const std::string& option, const std::string& source) const {
    static const Expected expected;
    BOOST_TEST_CONTEXT(option << " " << source) {
      const ProgramResult result = (*this)({"h36m", option, source, "--allow-missing"});
      check_succeeds(result);
      BOOST_TEST(result.out.find("Missing: S1: Directions") != std::string::npos, result.out);
      BOOST_TEST((read_text(data / "data_3d_h36m.npz") == expected.positions));
      BOOST_TEST((read_text(data / "data_2d_h36m_gt.npz") == expected.keypoints));
    }
  }
  /// Exit 1, one line that begins so, and no file.
  void check_refused(const std::vector<std::string>& arguments, const std::string& message) const {
    const ProgramResult result = (*this)(arguments);
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.err.starts_with("posegrad prepare: " + message), result.err);
    BOOST_TEST(lines(result.err).size() == 1U);
    BOOST_TEST(!fs::exists(data / "data_3d_h36m.npz"));
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(raw_files)

BOOST_AUTO_TEST_CASE(cdf_files_give_the_data_set) {
  for (const bool as_double : {false, true}) {
    const Preparation prepare;
    write_files(prepare.raw / "official/unpacked", cdf_files(some_positions(), as_double));
    for (const char* source : {".", "official", "official/unpacked"})
      prepare.check("--from-source", source);
  }
}

BOOST_AUTO_TEST_CASE(packed_cdf_files_do_too) {
  const Preparation prepare;
  for (const pose::Subject3d& subject : some_positions())
    write_text(prepare.raw / fmt::format("Poses_D3_Positions_{}.tgz", subject.name),
               tgz_of(cdf_files({subject}, false)));
  prepare.check("--from-source", prepare.raw.path());
}

BOOST_AUTO_TEST_CASE(matlab_files_do_too) {
  const Preparation prepare;
  write_files(prepare.raw.path(), mat_files(some_positions()));
  prepare.check("--from-source-mat", ".");
}

BOOST_AUTO_TEST_CASE(the_archive_and_its_folder_do_too) {
  const Preparation prepare;
  const RawFiles files = hdf5_files(some_positions());
  write_zip(prepare.raw / "h36m.zip", files);
  prepare.check("--from-archive", "h36m.zip");
  write_files(prepare.raw / "unpacked", files);
  prepare.check("--from-archive", "unpacked/h36m");
}

BOOST_AUTO_TEST_CASE(a_model_trains_on_it) {
  const Preparation prepare;
  write_files(prepare.raw.path(), cdf_files(some_positions(), false));
  check_succeeds(prepare({"h36m", "--from-source", ".", "--allow-missing"}));
  const ProgramResult result = run_posegrad({"run",
                                             "--data",
                                             prepare.data.path(),
                                             "-k",
                                             "gt",
                                             "-str",
                                             "S1,S5",
                                             "-ste",
                                             "S9",
                                             "-arc",
                                             "3,3",
                                             "-ch",
                                             "8",
                                             "-b",
                                             "32",
                                             "-e",
                                             "1",
                                             "-c",
                                             prepare.data / "checkpoint",
                                             "--threads",
                                             "1"});
  check_succeeds(result);
  BOOST_TEST(result.out.find("Protocol #1") != std::string::npos, result.out);
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_named) {
  const Preparation prepare;
  write_files(prepare.raw.path(), cdf_files(some_positions(), false));
  prepare.check_refused({"h36m", "--from-source", "."},
                        ".: missing: S1: Directions; S1: Directions 1; S1: Discussion; ");
  prepare.check_refused({"h36m", "--from-source", "S5/MyPoseFeatures/D3_Positions"},
                        "S5/MyPoseFeatures/D3_Positions: missing: S1: all recordings; S5: ");
}

BOOST_AUTO_TEST_CASE(wrong_sources_are_refused) {
  const Preparation prepare;
  prepare.check_refused({"h36m", "--from-source", "nowhere"},
                        "cannot open nowhere: No such file or directory\n");
  prepare.check_refused({"h36m", "--from-source", "."},
                        ".: no file like S1/MyPoseFeatures/"
                        "D3_Positions/Directions 1.cdf in it; found no files\n");
  write_files(prepare.raw.path(), mat_files(some_positions()));
  prepare.check_refused({"h36m", "--from-source", "."},
                        ".: no file like S1/MyPoseFeatures/D3_Positions/Directions 1.cdf in it; "
                        "found 12 .mat; --from-source-mat reads .cdf.mat\n");
  write_text(prepare.raw / "cut.zip", "PK\3\4 and no more");
  prepare.check_refused({"h36m", "--from-archive", "cut.zip"}, "cut.zip: ");
}

BOOST_AUTO_TEST_CASE(broken_files_are_refused_and_the_old_data_set_stays) {
  const Preparation prepare;
  RawFiles files = cdf_files(some_positions(), false);
  const std::string tgz = tgz_of(files);
  write_text(prepare.raw / "S1.tgz", tgz.substr(0, tgz.size() / 2));
  prepare.check_refused({"h36m", "--from-source", "S1.tgz"}, "S1.tgz: ");
  files[3].second.resize(files[3].second.size() / 2);
  write_files(prepare.raw / "S", files);
  write_text(prepare.data / "data_2d_h36m_gt.npz", "precious");
  prepare.check_refused({"h36m", "--from-source", "S", "--allow-missing"},
                        "S/S1/MyPoseFeatures/D3_Positions/Walking.cdf: ");
  BOOST_TEST(read_text(prepare.data / "data_2d_h36m_gt.npz") == "precious");
}

BOOST_AUTO_TEST_CASE(poses_of_another_shape_or_without_numbers_are_refused) {
  pose::Positions3d positions = some_positions();
  positions.resize(1);
  positions[0].recordings.resize(1);
  Tensor& poses = positions[0].recordings[0].poses;
  const Preparation prepare;
  const auto check = [&](const std::string& message) {
    write_files(prepare.raw.path(), cdf_files(positions, false));
    prepare.check_refused({"h36m", "--from-source", ".", "--allow-missing"},
                          "S1/MyPoseFeatures/D3_Positions/TakingPhoto.cdf: " + message);
  };
  poses.data<float>()[96 + 7] = std::nanf("");
  check("frame 1, joint 2: the number nan is not finite\n");
}

/// A detector's file with `frames` frames of COCO's 17 joints.
std::string cpn_file(Index frames) {
  const TemporaryFolder folder;
  pose::formats::save_npz(
      folder / "a.npz",
      {{"keypoints", pose::formats::NdArray::of_tensor(Tensor::zeros({frames, 17, 3}))}});
  return read_text(folder / "a.npz");
}

BOOST_AUTO_TEST_CASE(detections_are_kept_or_left_out_with_a_word) {
  const Preparation prepare;
  write_files(prepare.raw.path(), {{"S1/TakingPhoto 1.54138969.mp4.npz", cpn_file(3)},
                                   {"S1/Photo 1.54138969.mp4.npz", cpn_file(4)},
                                   {"S1/_ALL 1.54138969.mp4.npz", "several"},
                                   {"S11/Directions.54138969.mp4.npz", "broken"},
                                   {"S1/Juggling.60457274.MP4.NPZ", cpn_file(5)}});
  const ProgramResult result = prepare({"h36m-2d", "-i", ".", "-o", "cpn_coco"});
  check_succeeds(result);
  for (const char* line :
       {"S1: 2 recordings, 2 videos, 9 frames\n",
        "S1/TakingPhoto 1.54138969.mp4.npz of the same video is left out\n",
        "S1/_ALL 1.54138969.mp4.npz: left out, it is several videos\n",
        "S11/Directions.54138969.mp4.npz: left out, the original video is broken\n",
        "S1: Juggling: kept, though Human3.6M has no recording of this name\n",
        "Missing: S1: Juggling, camera 54138969; "})
    BOOST_TEST(result.out.find(line) != std::string::npos, line << " in " << result.out);
  const auto keypoints = pose::read_keypoints_2d(prepare.data / "data_2d_h36m_cpn_coco.npz");
  BOOST_REQUIRE(keypoints.subjects.size() == 1U);
  BOOST_TEST(keypoints.subjects[0].recordings.at(0).cameras.at(3).dim(0) == 5);
  BOOST_TEST(keypoints.subjects[0].recordings.at(1).cameras.at(0).dim(0) == 4);
}

BOOST_AUTO_TEST_CASE(the_raw_files_may_lie_where_the_data_set_goes) {
  const Preparation prepare;
  write_files(prepare.data.path(), cdf_files(some_positions(), false));
  for (int time = 0; time < 2; ++time) prepare.check("--from-source", prepare.data.path());
}

BOOST_AUTO_TEST_CASE(wrong_lines_are_usage_errors) {
  const Preparation prepare;
  for (const auto& [arguments, message] :
       std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"h36m"},
            "found no source, expected one of --from-archive, --from-source, "
            "--from-source-mat"},
           {{"h36m", "--from-archive", "a", "--from-source", "b"},
            "found --from-archive and --from-source, expected one of"},
           {{"h36m-2d", "-i", "a"}, "-o/--output: found nothing, expected the NAME of"},
           {{"h36m-2d", "-pt", "a", "-o", "b"}, "-o/--output: the results of Stacked Hourglass"},
           {{"h36m", "folder"}, "found 'folder', expected an option"},
           {{"h36m-2d", "folder", "-o", "cpn_coco"}, "found 'folder', expected an option"},
           {{"h36m-2d", "-i", "a", "-o", "foo"}, "-o/--output: 'foo' names no layout"},
           {{"humaneva"}, "found no source, expected one of -p/--path"}}) {
    const ProgramResult result = prepare(arguments);
    BOOST_TEST(result.exit_code == 2);
    BOOST_TEST(result.err.starts_with("posegrad prepare: " + message), result.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
