// posegrad detect and posegrad wild VIDEO, with a network that is made here.

#include <chrono>
#include <filesystem>
#include <fstream>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "pose/detect/crop.h"
#include "pose/detect/detect_video.h"
#include "tensor/cpu_pool.h"
#include "tests/detect/still_network.h"
#include "tests/support/build.h"
#include "tests/support/run_checks.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

using namespace posegrad;
using namespace posegrad::test;

namespace {

boost::test_tools::assertion_result has_ffmpeg(boost::unit_test::test_unit_id) {
  return run_program({"/bin/sh", "-c", "command -v ffmpeg"}).exit_code == 0;
}

// A folder with a network and grey clips.
struct Job {
  TemporaryFolder folder;

  explicit Job(double score = 0.9) { write_still_network(folder / "network", score); }

  void ffmpeg(const std::string& words) const {
    BOOST_REQUIRE(
        run_program({"/bin/sh", "-c",
                     fmt::format("cd '{}' && ffmpeg -v error -y {}", folder.path(), words)})
            .exit_code == 0);
  }
  void clip(const std::string& name, const std::string& size = "320x240", int frames = 12) const {
    ffmpeg(
        fmt::format("-f lavfi -i color=gray:size={}:rate=25 -frames:v {} {}", size, frames, name));
  }
  ProgramResult run(const std::string& line, ProgramOptions options = {}) const {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    words.insert(words.end(), {"--detector", "thunder", "--detector-weights", "network"});
    options.working_directory = folder.path();
    return run_posegrad(words, options);
  }
  nlohmann::json json(const std::string& name) const {
    return nlohmann::json::parse(read_text(folder / name));
  }
  bool has(const std::string& name) const { return std::filesystem::exists(folder / name); }
};

std::vector<int> frames_of(const nlohmann::json& results) {
  std::vector<int> numbers;
  for (const nlohmann::json& entry : results) numbers.push_back(entry["image_id"]);
  return numbers;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(detect_program, *boost::unit_test::precondition(has_ffmpeg))

BOOST_AUTO_TEST_CASE(a_video_becomes_coco_results) {
  const Job job;
  job.clip("clip.mp4");
  const ProgramResult result = job.run("detect clip.mp4 -o found.json");
  check_succeeds(result);
  BOOST_TEST(result.out ==
             "clip.mp4: 320x240, 25 frames a second, 12 frames\n"
             "clip.mp4: MoveNet (thunder), people in 12 of 12 frames, at most 1 at once\n"
             "Wrote found.json: 12 frames\n");
  const nlohmann::json found = job.json("found.json");
  BOOST_REQUIRE(found.size() == 12U);
  // In the square around the whole picture, 320 pixels of which 40 are above it.
  const auto figure = still_figure();
  for (std::size_t j = 0; j < figure.size(); ++j) {
    BOOST_TEST(found[0]["keypoints"][3 * j].get<double>() == 320 * figure[j].first,
               boost::test_tools::tolerance(1e-4));
    BOOST_TEST(found[0]["keypoints"][3 * j + 1].get<double>() == 320 * figure[j].second - 40,
               boost::test_tools::tolerance(1e-4));
    BOOST_TEST(found[0]["keypoints"][3 * j + 2].get<double>() == 0.9,
               boost::test_tools::tolerance(1e-3));
  }
  // The second frame is looked at in the crop around that: 47 of 64 places high, with room 1.35.
  const double side = 1.35 * 320 * 47 / 64;
  const auto height = [&](std::size_t frame) {
    return found[frame]["keypoints"][3 * 16 + 1].get<double>() -
           found[frame]["keypoints"][3 * 1 + 1].get<double>();
  };
  BOOST_TEST(height(1) == side * 47 / 64, boost::test_tools::tolerance(1e-4));
}

BOOST_AUTO_TEST_CASE(a_part_of_a_video_keeps_its_numbers) {
  const Job job;
  job.clip("clip.mp4");
  check_succeeds(job.run("detect clip.mp4 -o part.json --start 0.2 --end 0.4 --every 2"));
  BOOST_TEST(frames_of(job.json("part.json")) == (std::vector<int>{5, 7, 9}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(poses_come_from_a_video_in_one_command) {
  const Job job;
  job.clip("clip.mp4");
  const ProgramResult result = job.run("wild clip.mp4 -o out.json --keep-keypoints");
  check_succeeds(result);
  BOOST_TEST(result.out.find("\nWrote out.keypoints.json: the keypoints\n") != std::string::npos);
  BOOST_TEST(lines(result.out).back() == "Wrote out.json: 12 frames, world space, metres");
  BOOST_TEST(job.json("out.keypoints.json").size() == 12U);
  const std::string poses = read_text(job.folder / "out.json");

  const ProgramResult again = job.run("wild clip.mp4 -o out.json --keep-keypoints");
  check_succeeds(again);
  BOOST_TEST(again.out.find("Keypoints: out.keypoints.json, kept from an earlier line\n") !=
             std::string::npos);
  BOOST_TEST((read_text(job.folder / "out.json") == poses));

  job.clip("clip.mp4", "320x240", 9);
  const ProgramResult changed = job.run("wild clip.mp4 -o out.json --keep-keypoints");
  check_succeeds(changed);
  BOOST_TEST(lines(changed.out).back() == "Wrote out.json: 9 frames, world space, metres");

  write_text(job.folder / "other.keypoints.json", "[]\n");
  const ProgramResult refused = job.run("wild clip.mp4 -o other.json --keep-keypoints");
  BOOST_TEST(refused.exit_code == 1);
  BOOST_TEST(refused.err ==
             "posegrad wild: other.keypoints.json: --keep-keypoints would write there, and the "
             "file is not of an earlier line; move it\n");
  BOOST_TEST(read_text(job.folder / "other.keypoints.json") == "[]\n");
  BOOST_TEST(!job.has("other.json"));

  const ProgramResult twice =
      job.run("wild clip.mp4 -o a.json -o a.keypoints.json --keep-keypoints");
  BOOST_TEST(twice.exit_code == 2);
  BOOST_TEST(twice.err ==
             "posegrad wild: -o/--output: found a.keypoints.json, expected another file than that "
             "of --keep-keypoints (see posegrad wild --help)\n");
}

BOOST_AUTO_TEST_CASE(pictures_are_looked_at_too) {
  const Job job;
  job.clip("frame_%03d.png", "320x240", 3);
  for (const char* input : {".", "frame_%03d.png", "frame_001.png"}) {
    check_succeeds(job.run(fmt::format("detect {} -o found.json", input)));
    BOOST_TEST(job.json("found.json").size() == (input[0] == 'f' && input[6] == '0' ? 1U : 3U));
  }
  check_succeeds(job.run("wild frame_002.png -o one.json"));

  // A picture that changed is looked at again.
  const std::string kept = "wild frame_%03d.png -o kept.json --keep-keypoints";
  const auto is_kept = [&] { return job.run(kept).out.find("kept from") != std::string::npos; };
  BOOST_TEST(!is_kept());
  BOOST_TEST(is_kept());
  std::filesystem::last_write_time(
      job.folder / "frame_002.png",
      std::filesystem::file_time_type::clock::now() + std::chrono::seconds(5));
  BOOST_TEST(!is_kept());
}

BOOST_AUTO_TEST_CASE(nobody_is_an_error_and_makes_no_file) {
  const Job job(0.1);
  job.clip("clip.mp4");
  job.clip("-vf format=gray,scale=640:1 -c:v ffv1 flat.mkv", "640x2");
  for (const auto& [name, frames] : {std::pair{"clip.mp4", 12}, {"flat.mkv", 12}})
    for (const char* command : {"detect", "wild"}) {
      const ProgramResult result = job.run(fmt::format("{} {} -o found.json", command, name));
      BOOST_TEST(result.exit_code == 1);
      BOOST_TEST(
          without_progress(result.err) ==
          fmt::format("posegrad {}: {}: nobody is seen in its {} frames\n", command, name, frames));
      BOOST_TEST(!job.has("found.json"));
    }
}

BOOST_AUTO_TEST_CASE(what_is_no_video_is_said_in_one_line) {
  const Job job;
  write_text(job.folder / "empty.mp4", "");
  write_text(job.folder / "text.mp4", "hello\n");
  std::filesystem::create_directory(job.folder / "nothing");
  const std::pair<std::string, std::string> inputs[] = {
      {"gone.mp4", "cannot open gone.mp4: No such file or directory"},
      {"empty.mp4", "empty.mp4: is empty; a video is wanted"},
      {"text.mp4",
       "text.mp4: is not a video that ffprobe can read: Invalid data found when processing input"},
      {"rtsp://127.0.0.1:1/x",
       "cannot open rtsp://127.0.0.1:1/x: it is an address in a network; a file is wanted: "
       "download or record it first"}};
  for (const auto& [path, message] : inputs)
    for (const char* command : {"detect", "wild"}) {
      const ProgramResult result = job.run(fmt::format("{} {} -o found.json", command, path));
      BOOST_TEST(result.exit_code == 1);
      BOOST_TEST(result.err == fmt::format("posegrad {}: {}\n", command, message));
      BOOST_TEST(!job.has("found.json"));
    }
  const ProgramResult folder = job.run("wild nothing -o found.json");
  BOOST_TEST(folder.exit_code == 2);
  BOOST_TEST(folder.err ==
             "posegrad wild: --detector: it is for a video in which people are to be found; "
             "nothing is none (see posegrad wild --help)\n");
}

BOOST_AUTO_TEST_CASE(a_folder_named_after_its_video_holds_keypoints) {
  const Job job;
  std::filesystem::create_directory(job.folder / "clip.mp4");
  write_text(job.folder / "clip.mp4/clip_000000000000_keypoints.json", "{\"people\": 5}");
  const ProgramResult result = run_posegrad({"wild", "clip.mp4", "-o", "out.json"},
                                            {.working_directory = job.folder.path()});
  BOOST_TEST(result.exit_code == 1);
  BOOST_TEST(result.err.find("_keypoints.json") != std::string::npos, result.err);
}

BOOST_AUTO_TEST_CASE(keypoints_are_seen_by_their_content_whatever_their_name) {
  const Job job;
  job.clip("clip.avi");
  check_succeeds(job.run("detect clip.avi -o found.json"));
  std::filesystem::rename(job.folder / "found.json", job.folder / "found.mp4");
  const auto wild = [&](std::vector<std::string> words) {
    return run_posegrad(words, {.working_directory = job.folder.path()});
  };
  check_succeeds(wild({"wild", "found.mp4", "--video", "clip.avi", "-o", "out.json"}));
  BOOST_TEST(job.json("out.json").size() > 0U);
  const ProgramResult refused = wild({"wild", "found.mp4", "--every", "2", "-o", "other.json"});
  BOOST_TEST(refused.exit_code == 2);
  BOOST_TEST(refused.err ==
             "posegrad wild: --every: it is for a video in which people are to be found; found.mp4 "
             "is none (see posegrad wild --help)\n");
}

// Whole frames come, then the file ends.
BOOST_AUTO_TEST_CASE(a_cut_video_gives_the_frames_before_the_cut) {
  const Job job;
  job.ffmpeg(
      "-f lavfi -i testsrc=size=320x240:rate=25 -frames:v 20 -c:v ffv1 -f matroska whole.mkv");
  const std::string whole = read_text(job.folder / "whole.mkv");
  write_text(job.folder / "cut.mkv", whole.substr(0, whole.size() * 3 / 5));
  const ProgramResult result = job.run("detect cut.mkv -o found.json");
  check_succeeds(result);
  const std::size_t frames = job.json("found.json").size();
  BOOST_TEST(frames >= 8U);
  BOOST_TEST(frames <= 13U);
}

// Nothing is asked of the system that the frames before did not have.
BOOST_AUTO_TEST_CASE(a_frame_like_the_last_one_takes_no_new_memory, *without_sanitizers()) {
  const Job job;
  const pose::DetectorNetworks networks =
      pose::detector_networks(job.folder / "network", pose::DetectorKind::thunder);
  pose::Detector detector(networks, {320, 240});
  const Tensor picture = Tensor::zeros({240, 320, 4}, DType::u8);
  const auto calls_of_a_frame = [&] {
    const std::size_t before = cpu_pool::stats().system_calls;
    BOOST_TEST(detector(picture).size() == 1U);
    return cpu_pool::stats().system_calls - before;
  };
  for (int warm = 0; warm < 3; ++warm) calls_of_a_frame();
  for (int frame = 0; frame < 5; ++frame) BOOST_TEST(calls_of_a_frame() == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
