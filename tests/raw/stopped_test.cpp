#include <csignal>
#include <filesystem>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/raw/preparation.h"
#include "tests/raw/raw_files.h"
#include "tests/support/build.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

/// With a data set that is there already.
struct Old : Preparation {
  Old() {
    write_files(raw.path(), cdf_files(some_positions(), false));
    write_text(data + "/data_3d_h36m.npz", "old poses");
    write_text(data + "/data_2d_h36m_gt.npz", "old keypoints");
  }
  void check_stays() const {
    BOOST_TEST(file("data_3d_h36m.npz") == "old poses");
    BOOST_TEST(file("data_2d_h36m_gt.npz") == "old keypoints");
    std::size_t files = 0;
    for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(data)) ++files;
    BOOST_TEST(files == 2U);  // none of them temporary
  }
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(raw_stopped, Old)

BOOST_AUTO_TEST_CASE(a_full_disk_leaves_both_files_as_they_were) {
  const Preparation sizes;
  check_succeeds(run_posegrad(
      {"prepare", "h36m", "--from-source", raw.path(), "--allow-missing", "--data", sizes.data}));
  const std::size_t first = sizes.file("data_3d_h36m.npz").size(),
                    second = sizes.file("data_2d_h36m_gt.npz").size(), between = first / 1024 + 1;
  BOOST_REQUIRE(second > between * 1024);
  for (const std::size_t kilobytes : {std::size_t{4}, between}) {
    const ProgramResult result = run_program(
        {"bash", "-c",
         fmt::format(
             "ulimit -f {}; exec {} prepare h36m --from-source {} --data {} --allow-missing",
             kilobytes, program_path(), raw.path(), data)});
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.err ==
               fmt::format("posegrad prepare: cannot write {}/{}: File too large\n", data,
                           kilobytes == 4 ? "data_3d_h36m.npz" : "data_2d_h36m_gt.npz"));
    check_stays();
  }
}

BOOST_AUTO_TEST_CASE(an_interrupt_does_too) {
  for (const int signal : {SIGINT, SIGTERM}) {
    const ProgramResult result =
        (*this)({"h36m", "--from-source", ".", "--allow-missing"}, SignalAt{"S1: 4 rec", signal});
    BOOST_TEST(result.exit_code == 130);
    BOOST_TEST(result.out.find("Wrote") == std::string::npos);
    check_stays();
  }
}

BOOST_AUTO_TEST_CASE(broken_files_do_too) {
  RawFiles files = cdf_files(some_positions(), false);
  const std::string tgz = tgz_of(files), tar = tar_of(files);
  write_text(raw / "S1.tgz", tgz.substr(0, tgz.size() / 2));
  check_refused({"h36m", "--from-source", "S1.tgz", "--allow-missing"}, "S1.tgz: ");
  write_text(raw / "S1.tar", tar.substr(0, tar.size() / 2));
  check_refused({"h36m", "--from-source", "S1.tar", "--allow-missing"}, "S1.tar: ");
  files[3].second.resize(files[3].second.size() / 2);
  write_files(raw / "S", files);
  check_refused({"h36m", "--from-source", "S", "--allow-missing"},
                "S/S1/MyPoseFeatures/D3_Positions/Walking.cdf: ");
  check_stays();
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_told_before_reading) {
  data = home / "file/below";
  write_text(home / "file", "precious");
  const ProgramResult result = (*this)({"h36m", "--from-source", "nowhere"});
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(
      result.err ==
      fmt::format("posegrad prepare: {}: the folder cannot be made: Not a directory\n", data));
}

BOOST_AUTO_TEST_SUITE_END()
