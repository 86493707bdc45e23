#include <cmath>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <sys/stat.h>

#include "tests/raw/preparation.h"
#include "tests/raw/raw_files.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

const std::string kNoCdf =
    ": no file like S1/MyPoseFeatures/D3_Positions/Directions 1.cdf in it; found ";

}  // namespace

BOOST_AUTO_TEST_SUITE(raw_refused)

BOOST_AUTO_TEST_CASE(wrong_sources_are_refused) {
  const Preparation prepare;
  prepare.check_refused({"h36m", "--from-source", "nowhere"},
                        "cannot open nowhere: No such file or directory\n");
  prepare.check_refused({"h36m", "--from-source", "."}, "." + kNoCdf + "no files\n");
  write_text(prepare.raw / "cut.zip", "PK\3\4 and no more");
  prepare.check_refused({"h36m", "--from-archive", "cut.zip"}, "cut.zip: ");
}

BOOST_AUTO_TEST_CASE(files_for_another_command_are_told) {
  const Preparation prepare;
  write_files(prepare.raw / "mat", mat_files(some_positions()));
  prepare.check_refused(
      {"h36m", "--from-source", "mat"},
      "mat" + kNoCdf + "12 .mat; that is for posegrad prepare h36m --from-source-mat\n");
  write_zip(prepare.raw / "h36m.zip", hdf5_files(some_positions()));
  prepare.check_refused({"h36m-2d", "-pt", "h36m.zip"},
                        "h36m.zip: no file like S1/StackedHourglass/Directions_1.54138969.h5 in "
                        "it; found 12 .h5; that is for posegrad prepare h36m --from-archive\n");
  write_files(prepare.raw / "he",
              {{"Train/S1/Jog_1.mat", "mat"}, {"S1/a.54138969.mp4.npz", "npz"}});
  prepare.check_refused(
      {"h36m", "--from-source", "he"},
      "he" + kNoCdf + "1 .mat, 1 .npz; that is for posegrad prepare h36m-2d -i, or humaneva\n");
}

BOOST_AUTO_TEST_CASE(archives_that_are_passed_by_are_named) {
  const Preparation prepare;
  write_zip(prepare.raw / "archive.zip", cdf_files(some_positions(), false));
  write_text(prepare.raw / "videos.tgz", "not opened");
  const std::string message =
      "; archives that were not looked into (name one to read it): archive.zip, videos.tgz\n";
  prepare.check_refused({"h36m", "--from-source", "."}, "." + kNoCdf + "1 .tgz, 1 .zip" + message);
  prepare.check_says({"h36m", "--from-source", "archive.zip"}, {});
  write_zip(prepare.raw / "H36M.zip", {{"in/videos.zip", "not opened"}});
  write_files(prepare.raw.path(), cdf_files(some_positions(), false));
  prepare.check_says({"h36m", "--from-source", "."},
                     {"Note: archives that were not looked into (name one to read it): H36M.zip: "
                      "member 'in/videos.zip', archive.zip, videos.tgz"});
}

BOOST_AUTO_TEST_CASE(what_a_server_answered_instead_is_named) {
  const Preparation prepare;
  const std::string page = "<!DOCTYPE html><html>Please log in</html>";
  for (const std::string name :
       {"Poses_D3_Positions_S1.tgz", "h36m.zip", "S1/MyPoseFeatures/D3_Positions/Eating.cdf"}) {
    write_files(prepare.raw.path(), {{name, page}});
    for (const std::string& source : {name, std::string(".")})
      prepare.check_refused(
          {"h36m", "--from-source", source},
          name + ": a web page; log in where it comes from and download it again");
    write_files(prepare.raw.path(), {{name, ""}});
    prepare.check_refused({"h36m", "--from-source", "."},
                          name + ": an empty file; download it again");
    std::filesystem::remove(prepare.raw / name);
  }
}

BOOST_AUTO_TEST_CASE(pipes_are_not_waited_for) {
  const Preparation prepare;
  BOOST_REQUIRE(mkfifo((prepare.raw / "h36m.zip").c_str(), 0600) == 0);
  BOOST_REQUIRE(mkfifo((prepare.raw / "S1.tgz").c_str(), 0600) == 0);
  std::filesystem::create_symlink("S1.tgz", prepare.raw / "S5.tgz");
  for (const char* name : {"h36m.zip", "S1.tgz", "S5.tgz"})
    prepare.check_refused({"h36m", "--from-archive", name},
                          fmt::format("cannot read {}: not a regular file\n", name));
  prepare.check_refused({"h36m", "--from-source", "."}, "." + kNoCdf + "no files\n");
}

BOOST_AUTO_TEST_CASE(names_in_messages_cannot_break_the_line) {
  const Preparation prepare;
  std::filesystem::create_directory(prepare.raw / "a\n\x1b[31mb");
  prepare.check_refused({"h36m", "--from-source", "a\n\x1b[31mb"},
                        "a\\x0a\\x1b[31mb" + kNoCdf + "no files\n");
  write_files(prepare.raw / "a\n\x1b[31mb", cdf_files(some_positions(), false));
  prepare.check_refused({"h36m", "--from-source", "a\n\x1b[31mb"},
                        "a\\x0a\\x1b[31mb: missing: S1: ");
}

BOOST_AUTO_TEST_CASE(a_folder_of_a_subject_must_be_readable) {
  const Preparation prepare;
  if (geteuid() == 0) return;  // may read everything
  write_files(prepare.raw.path(), cdf_files(some_positions(), false));
  for (const char* folder : {"lost+found", "S5/MyPoseFeatures"}) {
    std::filesystem::create_directories(prepare.raw / folder);
    BOOST_REQUIRE(chmod((prepare.raw / folder).c_str(), 0) == 0);
    if (std::string(folder) == "lost+found")
      prepare.check_says({"h36m", "--from-source", "."},
                         {"Note: passed by, cannot be opened: lost+found (Permission denied)"});
    else
      prepare.check_refused({"h36m", "--from-source", ".", "--allow-missing"},
                            "cannot open S5/MyPoseFeatures: Permission denied\n");
    BOOST_REQUIRE(chmod((prepare.raw / folder).c_str(), 0700) == 0);
  }
}

BOOST_AUTO_TEST_CASE(poses_of_another_shape_or_without_numbers_are_refused) {
  pose::Positions3d positions = some_positions();
  positions.resize(1);
  positions[0].recordings.resize(1);
  const auto check = [&](const Tensor& poses, const std::string& message) {
    const Preparation prepare;
    positions[0].recordings[0].poses = poses;
    write_files(prepare.raw.path(), cdf_files(positions, false));
    prepare.check_refused({"h36m", "--from-source", ".", "--allow-missing"},
                          "S1/MyPoseFeatures/D3_Positions/TakingPhoto.cdf: " + message);
  };
  const Tensor poses = Tensor::zeros({5, 32, 3});
  poses.data<float>()[96 + 7] = std::nanf("");
  check(poses, "frame 1, joint 2: the number nan is not finite\n");
  const Preparation prepare;
  const std::string name = "h36m/S1/MyPoses/3D_positions/Eating.h5";
  for (const auto& [shape, found] : {std::pair{std::vector<Index>{51, 7}, "(51, 7)"},
                                     std::pair{std::vector<Index>{7, 96}, "(7, 96)"},
                                     std::pair{std::vector<Index>{96}, "(96,)"}}) {
    write_files(prepare.raw.path(),
                {{name, hdf5_file("3D_positions", shape, std::vector<double>(96 * 7))}});
    prepare.check_refused(
        {"h36m", "--from-archive", ".", "--allow-missing"},
        fmt::format("{}: the dataset '3D_positions' is float64 {}; expected (96, frames), at least "
                    "one frame of Human3.6M's 32 joints\n",
                    name, found));
  }
}

BOOST_AUTO_TEST_CASE(cells_of_matlab_7_3_are_refused_with_advice) {
  const Preparation prepare;
  const std::string name = "S1/MyPoseFeatures/D3_Positions/Eating.cdf.mat";
  write_files(prepare.raw.path(), {{name, hdf5_file("#refs#", {1}, {0})}});
  prepare.check_refused({"h36m", "--from-source-mat", "."},
                        name +
                            ": a MATLAB file of version 7.3, whose cell 'data' cannot be read; "
                            "save it with -v7\n");
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
           {{"h36m-2d", "-i", "a", "-o", "my_detectron_coco"},
            "-o/--output: 'my_detectron_coco' says no detector; a name that begins with"},
           {{"h36m-2d", "-i", "a", "-o", "sh_ft_h36m"},
            "-o/--output: 'sh_ft_h36m' is of Stacked Hourglass, which -pt/--pretrained and "
            "-ft/--fine-tuned read"},
           {{"humaneva"}, "found no source, expected one of -p/--path"}}) {
    const ProgramResult result = prepare(arguments);
    BOOST_TEST(result.exit_code == 2);
    BOOST_TEST(result.err.starts_with("posegrad prepare: " + message), result.err);
  }
}

BOOST_AUTO_TEST_SUITE_END()
