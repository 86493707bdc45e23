#include <filesystem>
#include <sstream>

#include <boost/test/unit_test.hpp>

#include "apps/commands.h"
#include "apps/prepare/mocap_options.h"
#include "apps/usage_error.h"
#include "pose/data/pose_files.h"
#include "tensor/error.h"
#include "tests/mocap/posed_rigs.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

using Line = std::vector<std::string>;
namespace fs = std::filesystem;

struct Work {
  test::TemporaryFolder folder;

  Work() {
    write("in/anna_walk.bvh", test::bvh_of(test::mixamo(), test::invented_motion(0, 40), 50));
    write("in/eve_wave.bvh", test::bvh_of(test::mixamo(), test::invented_motion(5, 21), 50));
  }
  void write(const std::string& name, const std::string& text) const {
    test::write_text(folder / name, text);
  }
  test::ProgramResult run(Line line) const {
    line.insert(line.begin(), {"prepare", "mocap"});
    return test::run_posegrad(line, {.working_directory = folder.path()});
  }
  void refuses(const Line& line, int exit_code, const std::string& message) const {
    const auto result = run(line);
    BOOST_TEST(result.exit_code == exit_code);
    BOOST_TEST(result.err == "posegrad prepare: " + message + "\n");
    BOOST_TEST(!fs::exists(folder / "data/data_3d_mocap_x.npz"));
  }
};

void check_usage(const Line& line, const std::string& message) {
  test::check_throws<UsageError>([&] { parse_prepare_mocap_options(line); }, message);
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(prepare_mocap_command, Work)

BOOST_AUTO_TEST_CASE(a_data_set_is_written_and_reported) {
  write("in/one.bvh", test::bvh_of(test::mixamo(), test::invented_motion(0, 1), 50));
  write("in/two.bvh", "HIERARCHY\n");
  const auto result = run({"in", "-o", "x"});
  BOOST_TEST(result.err.empty());
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.out ==
             "Skipped in/one.bvh: fewer than two frames: 1 frames\n"
             "Skipped in/two.bvh: files that cannot be used: line 1: the file ends here; expected "
             "ROOT or MOTION\n"
             "2 subjects, 2 clips, 61 frames: 0.0 minutes\n"
             "Skipped 1: fewer than two frames\n"
             "Skipped 1: files that cannot be used\n"
             "Wrote data/data_3d_mocap_x.npz\n");
  const pose::Positions3d set = pose::read_positions_3d(folder / "data/data_3d_mocap_x.npz");
  BOOST_TEST_REQUIRE(set.size() == 2U);
  BOOST_TEST(set[1].name == "eve");
  BOOST_TEST((set[1].recordings.at(0).poses.shape() == Shape{21, 22, 3}));
}

BOOST_AUTO_TEST_CASE(one_file_and_another_folder_and_a_mapping) {
  const auto result = run({"in/eve_wave.bvh", "-o", "x", "--data", "new/folder", "--fps", "25"});
  BOOST_TEST(result.out ==
             "1 subject, 1 clip, 41 frames: 0.0 minutes\nWrote new/folder/data_3d_mocap_x.npz\n");
  write("t.bvh", test::bvh_of(test::whole_body(), test::invented_motion(0, 20), 50));
  std::string joints;
  for (std::size_t i = 0; i < 17; ++i)
    joints += std::string(i == 0 ? "" : ", ") + "\"" + std::string(pose::mocap::target_name(i)) +
              "\": \"p" + std::to_string(i) + "\"";
  write("rig.json", R"({"joints": {)" + joints + "}}");
  BOOST_TEST(run({"t.bvh", "-o", "x", "--rig", "rig.json"}).exit_code == 0);
}

BOOST_AUTO_TEST_CASE(the_same_input_gives_the_same_bytes) {
  for (const char* name : {"a", "b"}) run({"in", "-o", name});
  BOOST_TEST((test::read_text(folder / "data/data_3d_mocap_a.npz") ==
              test::read_text(folder / "data/data_3d_mocap_b.npz")));
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_named_and_nothing_written) {
  write("file.fbx", "");
  refuses({"gone", "-o", "x"}, 1, "cannot open gone: No such file or directory");
  refuses({"file.fbx", "-o", "x"}, 1, "file.fbx: expected a .bvh, .amc or .npz file");
  refuses({"gone.bvh", "-o", "x"}, 1, "cannot open gone.bvh: No such file or directory");
  refuses({"in", "-o", "x", "--rig", "gone.json"}, 1,
          "cannot open gone.json: No such file or directory");
  write("rig.json", "{}");
  refuses({"in", "-o", "x", "--rig", "rig.json"}, 1,
          "rig.json: there is no 'joints'; it has: nothing");
  write("file", "");
  refuses({"in", "-o", "x", "--data", "file"}, 1,
          "file: the folder cannot be made: Not a directory");
}

BOOST_AUTO_TEST_CASE(command_lines_that_are_wrong) {
  check_usage({"-o", "x"}, "found 0 inputs, expected one file or folder of motion capture");
  check_usage({"a", "b", "-o", "x"},
              "found 2 inputs, expected one file or folder of motion capture");
  check_usage({"a"}, "-o/--output: found '', expected the NAME of data_3d_mocap_NAME.npz");
  check_usage({"a", "-o", "b/c"},
              "-o/--output: found 'b/c', expected the NAME of data_3d_mocap_NAME.npz");
  check_usage({"a", "-o", "x", "--fps", "0.5"}, "--fps: found 0.5, expected 1 to 10000");
  check_usage({"a", "-o", "x", "--fps", "-50"}, "--fps: found -50, expected 1 to 10000");
  check_usage({"a", "-o", "x", "--data", ""}, "--data: found nothing, expected a folder");
  BOOST_TEST(parse_prepare_mocap_options(Line{"a", "-o", "x"}).output_path() ==
             "data/data_3d_mocap_x.npz");
}

BOOST_AUTO_TEST_CASE(help_fits_the_screen_and_shows_a_mapping_that_is_one) {
  const std::string help = help_text(prepare_mocap_help());
  std::istringstream lines(help);
  for (std::string line; std::getline(lines, line);) BOOST_TEST(line.size() <= 100U, line);
  const std::size_t begin = help.find("{\"up\""), end = help.find("}}", begin) + 2;
  const pose::mocap::Rig rig = pose::mocap::parse_rig(help.substr(begin, end - begin), "help");
  BOOST_TEST(rig.has(pose::mocap::kEars));
  std::string words = help;
  std::ranges::replace(words, '\n', ' ');
  for (const pose::mocap::Rig& known : pose::mocap::known_rigs())
    BOOST_TEST(words.find(known.name) != std::string::npos, known.name);
  const auto result = run({"--help"});
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.out.starts_with(help));
  BOOST_TEST(test::run_posegrad({"prepare", "--help"}).out.find("mocap") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace posegrad::apps
