#include <filesystem>
#include <sstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "apps/commands.h"
#include "apps/prepare/custom_options.h"
#include "apps/usage_error.h"
#include "pose/data/pose_files.h"
#include "tensor/error.h"
#include "tests/detections/read/people_text.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

using Line = std::vector<std::string>;
namespace fs = std::filesystem;

/// COCO results of two people over 8 frames; in frame 3 nobody.
std::string results() {
  std::string text;
  for (int frame = 0; frame < 8; ++frame) {
    for (const int start : {100, 400}) {
      if (frame == 3) continue;
      text += fmt::format(R"({}{{"image_id":{},"category_id":1,"keypoints":[{}],"score":{}}})",
                          text.empty() ? "" : ",", frame, test::triples(start),
                          start == 100 ? 0.9 : 0.8);
    }
  }
  return "[" + text + "]";
}

struct Work {
  test::TemporaryFolder folder;
  Work() { test::write_text(folder / "clip.json", results()); }
  test::ProgramResult run(Line line) const {
    line.insert(line.begin(), {"prepare", "custom"});
    return test::run_posegrad(line, {.working_directory = folder.path()});
  }
  void check_refused(const Line& line, const std::string& message) const {
    const auto result = run(line);
    BOOST_TEST(result.exit_code == 1);
    BOOST_TEST(result.err == "posegrad prepare: " + message + "\n");
    BOOST_TEST(!fs::exists(folder / "data_2d_custom_x.npz"));
  }
};

void check_usage(const Line& line, const std::string& message) {
  test::check_throws<UsageError>([&] { parse_prepare_custom_options(line); }, message);
}

BOOST_FIXTURE_TEST_SUITE(prepare_custom_command, Work)

BOOST_AUTO_TEST_CASE(an_input_is_not_written_over) {
  test::write_text(folder / "clip.npz", results());
  const auto result = run({"clip.npz", "-o", "./clip.npz", "--size", "1280x720"});
  BOOST_TEST(result.exit_code == 2);
  BOOST_TEST(result.err ==
             "posegrad prepare: -o/--output: found ./clip.npz, expected another file than that of "
             "INPUT (see posegrad prepare --help)\n");
  BOOST_TEST((test::read_text(folder / "clip.npz") == results()));
}

BOOST_AUTO_TEST_CASE(a_data_set_is_written_and_reported) {
  const auto result = run({"clip.json", "-o", "x", "--size", "1280x720"});
  BOOST_TEST(result.err.empty());
  BOOST_TEST(result.exit_code == 0);
  BOOST_TEST(result.out ==
             "clip.json: COCO results, COCO-17, 1280x720\n8 total frames processed\n"
             "1 frames were interpolated\nWrote data_2d_custom_x.npz: 1 subject\n");
  const pose::Keypoints2d set = pose::read_keypoints_2d(folder / "data_2d_custom_x.npz");
  BOOST_TEST_REQUIRE(set.subjects.size() == 1U);
  BOOST_TEST(set.subjects[0].name == "clip");
  const Tensor& positions = set.subjects[0].recordings.at(0).cameras.at(0);
  BOOST_TEST((positions.shape() == Shape{8, 17, 2}));
  BOOST_TEST(positions.at(3 * 34) == 130);
  BOOST_TEST(set.metadata.videos.at(0).second.width == 1280);
}

BOOST_AUTO_TEST_CASE(the_same_input_gives_the_same_bytes) {
  run({"clip.json", "-o", "x", "--size", "1280x720"});
  run({"-i", "clip.json", "-o", "./y", "--size=1280x720"});
  BOOST_TEST(
      (test::read_text(folder / "data_2d_custom_x.npz") == test::read_text(folder / "y.npz")));
}

BOOST_AUTO_TEST_CASE(everybody_becomes_a_subject) {
  const auto result = run({"clip.json", "-o", "x", "--size", "1280x720", "--person", "all"});
  BOOST_TEST(result.exit_code == 0);
  const pose::Keypoints2d set = pose::read_keypoints_2d(folder / "data_2d_custom_x.npz");
  BOOST_TEST_REQUIRE(set.subjects.size() == 2U);
  BOOST_TEST(set.subjects[0].name == "clip_person_1");
  BOOST_TEST(set.subjects[1].name == "clip_person_2");
  BOOST_TEST(set.subjects[1].recordings[0].cameras[0].at(0) == 430);
}

BOOST_AUTO_TEST_CASE(a_folder_of_npz_files_stands_for_them) {
  fs::create_directory(folder / "in");
  run({"clip.json", "-o", "in/b.mp4.npz", "--size", "1280x720"});
  run({"clip.json", "-o", "in/a.mp4.npz", "--size", "640x360"});
  test::write_text(folder / "in/notes.txt", "hello");
  const auto result = run({"-i", "in", "-o", "x"});
  BOOST_TEST(result.err.empty());
  BOOST_TEST(result.exit_code == 0);
  const pose::Keypoints2d set = pose::read_keypoints_2d(folder / "data_2d_custom_x.npz");
  BOOST_TEST_REQUIRE(set.subjects.size() == 2U);
  BOOST_TEST(set.subjects[0].name == "a.mp4");
  BOOST_TEST(set.subjects[1].name == "b.mp4");
  BOOST_TEST(set.metadata.videos[0].second.width == 640);
  BOOST_TEST(set.metadata.videos[1].second.width == 1280);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_done_is_one_line) {
  check_refused({"clip.json", "-o", "x"},
                "clip.json: the size of the video is not in it; give it with --size WIDTHxHEIGHT");
  check_refused({"none.json", "-o", "x"}, "cannot open none.json: No such file or directory");
  check_refused({"clip.json", "-o", "x", "--size", "640x640", "--person", "3"},
                "clip.json: there is no person 3; there are: 1 (7 frames, 0 to 7), 2 (7 frames, 0 "
                "to 7)");
  check_refused({"clip.json", "clip.json", "-o", "x", "--size", "640x640"},
                "clip.json and clip.json are both of a video 'clip'");
  check_refused({"clip.json", "-o", "no/x.npz", "--size", "640x640"},
                "cannot write no/x.npz: there is no folder no");
  check_refused({"clip.json", "-o", "x", "--size", "640x640", "--person", "1", "--detector-tracks"},
                "clip.json: the detector numbered nobody (COCO results, COCO-17)");
}

BOOST_AUTO_TEST_CASE(wrong_lines_are_refused) {
  check_usage({"-o", "x"}, "expected a file or a folder of detections, found none");
  check_usage({"a"}, "-o/--output: found nothing, expected a name");
  check_usage({"a", "-o", "x", "--size", "5"},
              "--size: found '5', expected WIDTHxHEIGHT as in 1280x720");
  check_usage({"a", "-o", "x", "--person", "0"},
              "--person: found '0', expected best, all or a number from 1");
  check_usage({"a", "-o", "x", "--fps", "0"}, "--fps: found 0, expected above 0 to 1000");
  BOOST_CHECK_EXCEPTION(
      parse_prepare_custom_options(Line{"a", "-o", "x", "--layout", "cocoa"}), UsageError,
      [](const UsageError& error) {
        return std::string(error.what())
            .starts_with("--layout: found 'cocoa', expected a file FILE.json or one of coco, ");
      });
  check_usage({"a", "-o", "x", "--nonsense"}, "unknown option '--nonsense'");
}

BOOST_AUTO_TEST_CASE(outputs_are_named_as_the_original_names_them) {
  const auto path = [](const std::string& output) {
    return parse_prepare_custom_options(Line{"a", "-o", output}).output_path();
  };
  BOOST_TEST(path("mine") == "data_2d_custom_mine.npz");
  BOOST_TEST(path("data/data_2d_custom_mine.npz") == "data/data_2d_custom_mine.npz");
  BOOST_TEST(path("data/mine") == "data/mine.npz");
  BOOST_TEST(path("mine.npz") == "mine.npz");
}

BOOST_AUTO_TEST_CASE(prepare_lists_its_kinds) {
  const auto nothing = test::run_posegrad({"prepare"});
  BOOST_TEST(nothing.exit_code == 2);
  BOOST_TEST(nothing.err.starts_with("posegrad prepare: expected a kind of data set (h36m"));
  const auto unknown = test::run_posegrad({"prepare", "costum"});
  BOOST_TEST(unknown.exit_code == 2);
  BOOST_TEST(unknown.err.find("did you mean 'custom'?") != std::string::npos);
  const auto help = test::run_posegrad({"prepare", "--help"});
  BOOST_TEST(help.exit_code == 0);
  BOOST_TEST(help.out.find("\n  custom ") != std::string::npos);
  std::istringstream lines(help_text(prepare_custom_help()));
  for (std::string line; std::getline(lines, line);) BOOST_TEST(line.size() <= 100U, line);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
