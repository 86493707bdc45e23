#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/data/pose_files.h"
#include "pose/raw/h36m_keypoints.h"
#include "tests/raw/preparation.h"
#include "tests/raw/raw_files.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

namespace fs = std::filesystem;

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

std::string missing_line() {
  constexpr std::string_view kOf =
      "{}: 26 of 30 recordings (Directions, Directions 1, Discussion, Discussion 1, Eating, Eating "
      "1, and 20 more); ";
  std::string line = "Missing: ";
  for (const char* subject : {"S1", "S5", "S9"}) line += fmt::format(kOf, subject);
  return line + "S6, S7, S8, S11: all; errors then are not those of the paper";
}

void check_made(const Preparation& prepare, const std::string& option, const std::string& source) {
  static const Expected expected;
  BOOST_TEST_CONTEXT(option << " " << source) {
    prepare.check_says({"h36m", option, source}, {missing_line()});
    BOOST_TEST((prepare.file("data_3d_h36m.npz") == expected.positions));
    BOOST_TEST((prepare.file("data_2d_h36m_gt.npz") == expected.keypoints));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(raw_files)

BOOST_AUTO_TEST_CASE(cdf_files_give_the_data_set) {
  for (const bool as_double : {false, true}) {
    const Preparation prepare;
    write_files(prepare.raw / "official/unpacked", cdf_files(some_positions(), as_double));
    for (const char* source : {".", "official", "official/unpacked"})
      check_made(prepare, "--from-source", source);
  }
}

BOOST_AUTO_TEST_CASE(packed_cdf_files_do_too) {
  const Preparation prepare;
  for (const pose::Subject3d& subject : some_positions())
    write_text(prepare.raw / fmt::format("Poses_D3_Positions_{}.tgz", subject.name),
               tgz_of(cdf_files({subject}, false)));
  check_made(prepare, "--from-source", prepare.raw.path());
}

/// The files below a subject's folder, for an archive that begins there.
RawFiles without_subject(RawFiles files, std::size_t parts) {
  for (auto& [path, bytes] : files)
    for (std::size_t i = 0; i < parts; ++i) path.erase(0, path.find('/') + 1);
  return files;
}

BOOST_AUTO_TEST_CASE(archives_named_by_their_subject_do_too) {
  const std::vector<std::string> names{"Poses_D3_Positions_S1.tgz", "s5.zip",
                                       "poses_d3_positions_s9.tar"};
  for (const std::size_t parts : {1U, 2U, 3U}) {
    const Preparation prepare;
    const pose::Positions3d positions = some_positions();
    for (std::size_t i = 0; i < names.size(); ++i) {
      const RawFiles files = without_subject(cdf_files({positions[i]}, false), parts);
      const std::string path = prepare.raw / names[i];
      if (names[i].ends_with(".zip"))
        write_zip(path, files);
      else
        write_text(path, names[i].ends_with(".tar") ? tar_of(files) : tgz_of(files));
    }
    check_made(prepare, "--from-source", ".");
  }
}

BOOST_AUTO_TEST_CASE(other_names_of_folders_do_too) {
  const Preparation prepare;
  // Of somebody whose folder is called as a subject is.
  for (auto [path, bytes] : cdf_files(some_positions(), false)) {
    path.front() = 's';
    write_files(prepare.raw / "S7/h36m", {{path, bytes}});
  }
  check_made(prepare, "--from-source", "S7");
}

BOOST_AUTO_TEST_CASE(links_count_by_what_they_lead_to_or_by_their_name) {
  const Preparation prepare;
  write_files(prepare.raw / "real", cdf_files(some_positions(), false));
  fs::create_directories(prepare.raw / "links/lnk");
  fs::create_directory_symlink(prepare.raw / "real/S1/MyPoseFeatures/D3_Positions",
                               prepare.raw / "links/lnk/one");
  fs::rename(prepare.raw / "real/S5", prepare.raw / "real/another");
  fs::create_directory_symlink(prepare.raw / "real/another", prepare.raw / "links/S5");
  fs::create_directory_symlink(prepare.raw / "real/S9", prepare.raw / "links/two");
  check_made(prepare, "--from-source", "links");
  fs::create_directory_symlink("..", prepare.raw / "links/lnk/back");
  fs::create_directory_symlink("self", prepare.raw / "links/self");
  prepare.check_says({"h36m", "--from-source", "links"},
                     {"Note: passed by, links to a folder around them: links/lnk/back"});
}

BOOST_AUTO_TEST_CASE(matlab_files_do_too) {
  const Preparation prepare;
  write_files(prepare.raw.path(), mat_files(some_positions()));
  check_made(prepare, "--from-source-mat", ".");
}

BOOST_AUTO_TEST_CASE(the_archive_and_its_folder_do_too) {
  const Preparation prepare;
  const RawFiles files = hdf5_files(some_positions());
  write_zip(prepare.raw / "h36m.zip", files);
  check_made(prepare, "--from-archive", "h36m.zip");
  write_files(prepare.raw / "unpacked", files);
  check_made(prepare, "--from-archive", "unpacked/h36m");
}

BOOST_AUTO_TEST_CASE(a_model_trains_on_it) {
  const Preparation prepare;
  write_files(prepare.raw.path(), cdf_files(some_positions(), false));
  check_succeeds(prepare({"h36m", "--from-source", ".", "--allow-missing"}));
  const ProgramResult result = run_posegrad({"run",
                                             "--data",
                                             prepare.data,
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
                                             prepare.data + "/checkpoint",
                                             "--threads",
                                             "1"});
  check_succeeds(result);
  BOOST_TEST(result.out.find("Protocol #1") != std::string::npos, result.out);
}

BOOST_AUTO_TEST_CASE(the_raw_files_may_lie_where_the_data_set_goes) {
  const Preparation prepare;
  write_files(prepare.data, cdf_files(some_positions(), false));
  for (int time = 0; time < 2; ++time) check_made(prepare, "--from-source", prepare.data);
}

BOOST_AUTO_TEST_SUITE_END()
