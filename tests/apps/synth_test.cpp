#include <filesystem>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "apps/commands.h"
#include "apps/synth/options.h"
#include "apps/usage_error.h"
#include "pose/data/pose_files.h"
#include "tensor/error.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

using Line = std::vector<std::string>;
namespace fs = std::filesystem;

const Line kFiles{"data_3d_h36m.npz", "data_2d_h36m_gt.npz", "data_2d_h36m_noisy.npz",
                  "data_2d_h36m_coco.npz"};

test::ProgramResult make_small(const std::string& folder, const Line& more = {}) {
  Line line{"synth",      "--out", folder, "--frames",      "5", "--takes", "1",
            "--subjects", "S1,S9", "-a",   "Walking,Waving"};
  line.insert(line.end(), more.begin(), more.end());
  return test::run_posegrad(line);
}

void check_refused(const Line& line, const std::string& message) {
  test::check_throws<UsageError>([&] { parse_synth_options(line); }, message);
}

BOOST_AUTO_TEST_SUITE(synth_command)

BOOST_AUTO_TEST_CASE(a_data_set_is_written_and_reported) {
  const test::TemporaryFolder folder;
  const std::string out = folder / "new/data";
  const auto result = make_small(out);
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.err.empty());
  BOOST_TEST(result.out.starts_with(
      "2 subjects (S1, S9), 4 recordings, 20 frames, each seen by 4 cameras\n"));
  for (const std::string& name : kFiles) {
    BOOST_TEST(result.out.find("Wrote " + out + "/" + name + ": ") != std::string::npos, name);
  }
  const pose::Positions3d positions = pose::read_positions_3d(out + "/data_3d_h36m.npz");
  BOOST_TEST(positions.size() == 2U);
  BOOST_TEST((positions[1].recordings[0].poses.shape() == Shape{5, 32, 3}));
  const pose::Keypoints2d coco = pose::read_keypoints_2d(out + "/data_2d_h36m_coco.npz");
  BOOST_TEST(coco.metadata.layout_name.value_or("") == "coco");
  BOOST_TEST((coco.subjects[0].recordings[1].cameras.at(3).shape() == Shape{5, 17, 3}));
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_bytes) {
  const test::TemporaryFolder folder;
  make_small(folder / "a", {"--seed", "7"});
  make_small(folder / "b", {"--seed", "7"});
  make_small(folder / "c", {"--seed", "8"});
  for (const std::string& name : kFiles) {
    const std::string first = test::read_text(folder / ("a/" + name));
    BOOST_TEST((first == test::read_text(folder / ("b/" + name))), name);
    BOOST_TEST((first != test::read_text(folder / ("c/" + name))), name);
  }
}

BOOST_AUTO_TEST_CASE(what_is_there_is_kept_unless_forced) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "data_2d_h36m_gt.npz", "precious");
  const auto refused = make_small(folder.path());
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.err ==
             "posegrad synth: " + (folder / "data_2d_h36m_gt.npz") +
                 ": is there already; give --force to replace it, or another --out\n");
  BOOST_TEST(test::read_text(folder / "data_2d_h36m_gt.npz") == "precious");
  BOOST_TEST(!fs::exists(folder / "data_3d_h36m.npz"));
  BOOST_TEST(make_small(folder.path(), {"--force"}).exit_code == 0);
  BOOST_TEST(test::read_text(folder / "data_2d_h36m_gt.npz") != "precious");
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_named) {
  const test::TemporaryFolder folder;
  test::write_text(folder / "file", "");
  const auto result = make_small(folder / "file/data");
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.err == "posegrad synth: " + (folder / "file/data") +
                               ": the folder cannot be made: Not a directory\n");
}

BOOST_AUTO_TEST_CASE(options_out_of_range_are_refused) {
  check_refused({"--frames", "0"}, "--frames: found 0, expected 1 to 1800000");
  check_refused({"--takes", "-1"}, "--takes: found -1, expected 1 to 1000");
  check_refused({"--seed", "-1"}, "--seed: found -1, expected 0 to 9223372036854775807");
  check_refused({"--subjects", ""}, "--subjects: found an empty list, expected at least one item");
  check_refused({"--subjects", "S1,S2"},
                "--subjects: found 'S2', expected some of S1, S5, S6, S7, S8, S9, S11");
  check_refused({"--subjects", "S1,S1"}, "--subjects: found 'S1' twice, expected it once");
  check_refused({"--out", ""}, "--out: found nothing, expected a folder");
  std::string kinds;
  for (const std::string& name : pose::synth_actions()) kinds += (kinds.empty() ? "" : ", ") + name;
  check_refused({"-a", "Walkin"}, "-a/--actions: found 'Walkin', expected some of " + kinds +
                                      "; did you mean 'Walking'?");
}

BOOST_AUTO_TEST_CASE(help_is_within_100_columns) {
  std::istringstream lines(help_text(synth_help()));
  for (std::string line; std::getline(lines, line);) BOOST_TEST(line.size() <= 100U, line);
  BOOST_TEST(parse_synth_options(Line{"--help", "--nonsense"}).help);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
