#include <cmath>
#include <csignal>
#include <fstream>
#include <sstream>
#include <utility>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "pose/data/pose_files.h"
#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "tests/detections/read/people_text.h"
#include "tests/support/run_checks.h"
#include "tests/support/tiny_dataset.h"

namespace posegrad::apps {
namespace {

using test::check_succeeds;
using test::lines;
using test::ProgramResult;
using test::TinyDataset;
using test::TinyRun;

const std::string kModel = "--checkpoint checkpoint/epoch_1.bin ";
const std::string kSequence =
    "data/data_2d_h36m_coco.npz --subject S9 --action 'Walking 1' --camera 0 --size "
    "1000x1002 --fps 50 ";

// COCO keypoints with scores, and a model of poses and path for them.
const TinyRun& trained() {
  static const TinyRun run;
  if (run.has("checkpoint")) return run;
  pose::write_keypoints_2d(run.path("data/data_2d_h36m_coco.npz"), TinyDataset::coco());
  check_succeeds(run("-k coco --trajectory -e 1 --no-eval"));
  return run;
}

std::vector<std::string> words(const std::string& line) {
  std::vector<std::string> list{"wild"};
  std::istringstream stream(line);
  for (std::string word; stream >> word;) {
    if (word.starts_with('\'')) {
      std::string rest;
      std::getline(stream, rest, '\'');
      word = word.substr(1) + rest;
    }
    list.push_back(word);
  }
  return list;
}

ProgramResult wild(const std::string& line, test::ProgramOptions options = {}) {
  return trained().posegrad(words(line), std::move(options));
}

void check_refused(const ProgramResult& result, const std::string& message, int code = 1) {
  BOOST_TEST(result.exit_code == code);
  BOOST_TEST(result.err == "posegrad wild: " + message + "\n");
}

nlohmann::json json_file(const std::string& name) {
  return nlohmann::json::parse(trained().bytes(name));
}

// A COCO results file of people who stand `apart` pixels from each other.
std::string coco_results(int frames, int people, double apart = 300) {
  nlohmann::json list = nlohmann::json::array();
  for (int frame = 1; frame <= frames; ++frame)
    for (int person = 0; person < people; ++person) {
      std::vector<double> numbers;
      for (const pose::DetectedKeypoint& k :
           test::easy_person(170 + apart * person + frame).keypoints)
        numbers.insert(numbers.end(), {k.x, k.y - 0.5 * frame, 0.9});
      list.push_back({{"image_id", frame - 1},
                      {"category_id", 1},
                      {"keypoints", numbers},
                      {"score", 0.9 - 0.1 * person}});
    }
  return list.dump();
}

// A clip of flat grey; false where there is no ffmpeg.
bool make_clip(const std::string& path, int frames, const std::string& size, int fps) {
  const auto found = test::run_program({"/bin/sh", "-c", "command -v ffmpeg"});
  if (found.exit_code != 0) return false;
  const auto made = test::run_program(
      {"/bin/sh", "-c",
       fmt::format("ffmpeg -v error -y -f lavfi -i color=gray:size={}:rate={} -frames:v {} '{}'",
                   size, fps, frames, path)});
  BOOST_REQUIRE(made.exit_code == 0);
  return true;
}

boost::test_tools::assertion_result has_ffmpeg(boost::unit_test::test_unit_id) {
  return test::run_program({"/bin/sh", "-c", "command -v ffmpeg"}).exit_code == 0;
}

BOOST_AUTO_TEST_SUITE(wild_command)

BOOST_AUTO_TEST_CASE(detections_become_data_and_a_player_in_one_command) {
  const auto result = wild(kSequence + kModel + "-o poses.json -o poses.html -o poses.npy");
  check_succeeds(result);
  const std::vector<std::string> said = lines(result.out);
  BOOST_TEST(said[1] == "40 total frames processed");
  BOOST_TEST(result.out.find("Wrote poses.html: open it in a browser\n") != std::string::npos);
  const nlohmann::json poses = json_file("poses.json");
  BOOST_TEST(poses["fps"].get<double>() == 50);
  BOOST_TEST(poses["space"] == "camera");  // the model knows the path
  BOOST_TEST(poses["joint_names"].size() == 17U);
  BOOST_TEST(poses["frame_numbers"].size() == 40U);
  BOOST_TEST(poses["title"] == "data_2d_h36m_coco.npz");
  BOOST_TEST(trained().bytes("poses.html").find("<script") != std::string::npos);
  const auto array = pose::formats::load_npy(trained().path("poses.npy")).as_array();
  BOOST_TEST((to_tensor(array, DType::f32).shape() == Shape{40, 17, 3}));
}

BOOST_AUTO_TEST_CASE(what_makes_a_result_doubtful_is_said_and_written) {
  trained().write("walk.json", coco_results(60, 1));
  nlohmann::json gap = json_file("walk.json");
  gap.erase(gap.begin() + 20, gap.begin() + 50);  // a second at 30 frames a second
  trained().write("gap.json", gap.dump());
  const auto result =
      wild("gap.json --size 215x720 --fps 30 -o doubt.json --viz-limit 40 " + kModel);
  check_succeeds(result);
  const std::vector<std::string> notes = test::lines_with(result.out, "Note: ");
  BOOST_REQUIRE(notes.size() >= 3U);
  BOOST_TEST(notes[0] ==
             "Note: every score is 0.9: they do not say which keypoints are only guessed");
  BOOST_TEST(notes[1] ==
             "Note: 54 % of the keypoints lie outside of the picture: they reach 281 pixels to the "
             "right, but --size says 215x720; 360x640 would hold them (--size)");
  BOOST_TEST(notes[2] == "Note: 50 % of the frames are interpolated, up to 0.67 s in a row");
  const nlohmann::json poses = json_file("doubt.json");
  BOOST_TEST(poses["frame_interpolated"].size() == 40U);
  BOOST_TEST(poses["frame_interpolated"][19] == false);
  BOOST_TEST(poses["frame_interpolated"][20] == true);
  BOOST_TEST(poses["keypoints_outside"][0].get<int>() == 2);
  BOOST_TEST(poses["person_height_px"][0].get<double>() == 156);
  BOOST_TEST(poses["person_height_px"][20].is_null());
}

BOOST_AUTO_TEST_CASE(gaps_longer_than_the_limit_are_missing) {
  trained().write("walk.json", coco_results(60, 1));
  nlohmann::json gap = json_file("walk.json");
  gap.erase(gap.begin() + 40, gap.begin() + 46);  // 0.2 s at 30 frames a second
  gap.erase(gap.begin() + 10, gap.begin() + 25);  // 0.5 s
  trained().write("gap.json", gap.dump());
  const std::string line = "gap.json --size 640x720 --fps 30 --viz-limit 50 " + kModel;
  const auto result = wild(line + "-o some.json -o some.png -o angles.csv --fill-gaps 0.2");
  check_succeeds(result);
  BOOST_TEST(
      result.out.find("\n15 of 60 frames lie in gaps of more than 0.2 s and are left out\n") !=
      std::string::npos);
  check_succeeds(wild(line + "-o all.json"));
  check_succeeds(wild(line + "-o none.json --fill-gaps none"));
  const auto some = json_file("some.json"), all = json_file("all.json"),
             none = json_file("none.json");
  BOOST_TEST(!all.contains("frame_missing"));
  BOOST_TEST(some["frame_missing"].size() == 50U);
  for (std::size_t t = 0; t < 50; ++t) {
    const bool in_long = t >= 10 && t < 25, in_short = t >= 40 && t < 46;
    BOOST_TEST(all["frame_interpolated"][t].get<bool>() == (in_long || in_short));
    BOOST_TEST(some["frame_missing"][t].get<bool>() == in_long);
    BOOST_TEST(none["frame_missing"][t].get<bool>() == (in_long || in_short));
    BOOST_TEST(some["positions_3d"][t][5][0].is_null() == in_long);
    BOOST_TEST(none["positions_3d"][t][5][0].is_null() == (in_long || in_short));
    BOOST_TEST(some["keypoints_2d"][t][5][0].is_null() == in_long);
    if (!in_long) BOOST_TEST((some["positions_3d"][t] == all["positions_3d"][t]));
  }
  std::istringstream angles(test::read_text(trained().path("angles.csv")));
  std::string row;
  std::getline(angles, row);  // names
  for (std::size_t t = 0; t < 50; ++t) {
    BOOST_REQUIRE(std::getline(angles, row));
    BOOST_TEST((row.find(",,,,,") != std::string::npos) == (t >= 10 && t < 25), row);
  }
}

BOOST_AUTO_TEST_CASE(a_second_without_the_person_is_made_up_or_left_out) {
  nlohmann::json gap = nlohmann::json::parse(coco_results(70, 1));
  gap.erase(gap.begin() + 20, gap.begin() + 55);
  gap.erase(gap.begin(), gap.begin() + 7);  // numbers of frames are those of the video
  trained().write("second.json", gap.dump());
  const std::string line = "second.json --size 640x720 --fps 30 -o second.npy " + kModel;
  const std::string made_up = "Long gap: frames 20 to 54 were made up\n",
                    left_out = "35 of 63 frames lie in gaps of more than 0.2 s and are left out\n";
  const auto filled = wild(line), missing = wild(line + " --fill-gaps 0.2");
  check_succeeds(filled);
  check_succeeds(missing);
  BOOST_TEST(filled.out.find(made_up) != std::string::npos, filled.out);
  BOOST_TEST(filled.out.find("are left out") == std::string::npos, filled.out);
  BOOST_TEST(missing.out.find("Long gap") == std::string::npos, missing.out);
  BOOST_TEST(missing.out.find(left_out) != std::string::npos, missing.out);
}

BOOST_AUTO_TEST_CASE(filters_are_chosen_by_name_and_say_what_they_cannot) {
  const auto poses = [](const std::string& options) {
    const auto result = wild(kSequence + kModel + "-o smooth.json " + options);
    check_succeeds(result);
    return std::pair(json_file("smooth.json")["positions_3d"],
                     test::lines_with(result.out, "Note: --smooth"));
  };
  const auto plain = poses("");
  // A model of other origin goes through no filter that is not asked for.
  BOOST_TEST((poses("--smooth none").first == plain.first));
  BOOST_TEST((poses("--smooth auto").first == plain.first));
  const auto calm = poses("--smooth butterworth:3Hz"),
             keypoints = poses("--smooth-keypoints butterworth:3Hz");
  BOOST_TEST((calm.first != plain.first));
  BOOST_TEST((keypoints.first != plain.first));
  BOOST_TEST((keypoints.first != calm.first));
  BOOST_TEST(calm.second.empty());
  const auto slow = poses("--smooth butterworth:25Hz");
  BOOST_TEST((slow.first == plain.first));
  BOOST_REQUIRE(slow.second.size() == 1U);
  BOOST_TEST(slow.second[0] ==
             "Note: --smooth butterworth:25Hz changes nothing: 50 frames a second hold nothing "
             "from 25 Hz on");
}

BOOST_AUTO_TEST_CASE(world_space_stands_on_the_floor) {
  check_succeeds(wild(kSequence + kModel + "-o floor.json --space world --viz-limit 10"));
  const nlohmann::json poses = json_file("floor.json");
  BOOST_TEST(poses["space"] == "world");
  BOOST_TEST(poses["positions_3d"].size() == 10U);
  double lowest = 1e9;
  for (const auto& frame : poses["positions_3d"])
    for (const auto& joint : frame) lowest = std::min(lowest, joint[2].get<double>());
  BOOST_TEST(std::abs(lowest) < 1e-6);
}

BOOST_AUTO_TEST_CASE(a_camera_that_is_known_turns_the_world) {
  const auto result =
      wild(kSequence + kModel + "-o known.json --camera-pitch 20 --camera-roll -3.5");
  check_succeeds(result);
  BOOST_TEST(result.out.find("camera: looks 20.0 degrees down, turned 3.5 degrees "
                             "counterclockwise, ") != std::string::npos);
  const nlohmann::json known = json_file("known.json");
  BOOST_TEST(known["space"] == "world");  // what is known of the camera makes one
  BOOST_TEST(std::abs(known["up"][2].get<double>() + std::sin(20 * std::acos(-1) / 180)) < 1e-9);
  BOOST_TEST(known["camera_orientation"].size() == 4U);
  BOOST_TEST(known["foot_contacts"].size() == 40U);
  BOOST_TEST(known["camera_position"][0].get<double>() == 0);
  check_succeeds(wild(kSequence + kModel + "-o seen.json --camera-pitch 20 --space camera"));
  check_succeeds(wild(kSequence + kModel + "-o plain.json"));
  BOOST_TEST((json_file("seen.json")["positions_3d"] == json_file("plain.json")["positions_3d"]));
  BOOST_TEST(!json_file("plain.json").contains("up"));
}

BOOST_AUTO_TEST_CASE(as_many_poses_as_frames_at_any_rate) {
  const auto poses = [](const std::string& options) {
    check_succeeds(wild(kSequence + kModel + "-o rate.npy " + options));
    return trained().bytes("rate.npy");
  };
  const std::string own = poses("");
  BOOST_TEST((poses("--fps 25") != own));  // goes through the model at 50
  BOOST_TEST(poses("--fps 25").size() == own.size());
  BOOST_TEST((poses("--fps 25 --no-resample") == own));
  BOOST_TEST((poses("--fps 25 --model-fps 25") == own));
  const auto assumed = wild(
      "data/data_2d_h36m_coco.npz --subject S9 --action 'Walking 1' --size "
      "1000x1002 -o rate.npy " +
      kModel);
  BOOST_TEST(assumed.out.find("Note: nothing says the frame rate of the video: 30 frames") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_person_gets_files_of_their_own) {
  trained().write("crowd.json", coco_results(12, 2));
  const std::string crowd = "crowd.json --size 1280x720 --fps 50 " + kModel;
  check_succeeds(wild(crowd + "-o all.csv --person all"));
  BOOST_TEST(trained().has("all-1.csv"));
  BOOST_TEST(trained().has("all-2.csv"));
  BOOST_TEST(!trained().has("all.csv"));
  BOOST_TEST((trained().bytes("all-1.csv") != trained().bytes("all-2.csv")));
  check_succeeds(wild(crowd + "-o second.csv --person 2"));
  BOOST_TEST((trained().bytes("second.csv") == trained().bytes("all-2.csv")));
  trained().write("crowd-2.json", trained().bytes("crowd.json"));
  check_refused(wild("crowd-2.json --size 1280x720 --fps 50 -o crowd.json --person all " + kModel),
                "-o/--output: found crowd-2.json, expected another file than that of DETECTIONS "
                "(see posegrad wild --help)",
                2);
  const auto third = wild(crowd + "-o third.csv --person 3");
  BOOST_TEST(third.exit_code == 1);
  BOOST_TEST(
      third.err.starts_with("posegrad wild: crowd.json: there is no person 3; there are: 1"));
}

BOOST_AUTO_TEST_CASE(models_are_compared_side_by_side) {
  const auto result =
      wild(kSequence + kModel + "--compare checkpoint/epoch_1.bin -o compared.html");
  check_succeeds(result);
  BOOST_TEST(result.out.find("epoch_1.bin against Reconstruction, mean distance:\n") !=
             std::string::npos);
  for (const std::string& line : lines(result.out))
    if (line.starts_with("  ")) BOOST_TEST(line.ends_with(" 0.0 mm"), line);
}

// The same keypoints as a custom set and as the fork's data set.
BOOST_AUTO_TEST_CASE(the_forks_command_line_gives_the_numbers_of_run) {
  const TinyRun& run = trained();
  pose::Keypoints2d fork = TinyDataset::coco(), custom = TinyDataset::coco();
  for (pose::Keypoints2d* set : {&fork, &custom}) {
    set->subjects.resize(1);
    set->subjects[0].recordings.resize(1);
    set->subjects[0].recordings[0].cameras.resize(1);
  }
  fork.subjects[0].recordings[0].action = "Directions 1";
  fork.metadata.layout_name = "h36m";  // as the fork claims
  fork.metadata.left = {4, 5, 6, 11, 12, 13};
  fork.metadata.right = {1, 2, 3, 14, 15, 16};
  pose::write_keypoints_2d(run.path("data/data_2d_detections.npz"), fork);
  custom.subjects[0].name = "clip.mp4";
  custom.subjects[0].recordings[0].action = "custom";
  custom.metadata.videos = {{"clip.mp4", {1080, 1080}}};
  pose::write_keypoints_2d(run.path("data/data_2d_custom_mine.npz"), custom);

  const std::string line =
      "-k detections -arc 3,3 -ch 8 -c checkpoint --evaluate epoch_1.bin --render --viz-subject S1 "
      "--viz-action Directions --viz-camera 0 --viz-size 5 --viz-output fork.html --viz-export "
      "fork.npy ";
  const auto result = wild(line + "--compat-size 1080x1080");
  check_succeeds(result);
  BOOST_TEST(result.out.find("Note: the metadata claims ") != std::string::npos);
  check_succeeds(
      run("-d custom -k mine --evaluate epoch_1.bin --render --viz-subject clip.mp4 "
          "--viz-action custom --viz-export run.npy"));
  BOOST_TEST((run.bytes("fork.npy") == run.bytes("run.npy")));
  const auto world = to_tensor(
      pose::formats::NpzReader(run.path("out_3D_vp3d.npz")).load("arr_0").as_array(), DType::f32);
  BOOST_TEST((world.shape() == Shape{40, 17, 3}));

  check_succeeds(wild(line + "--size 1000x1002"));
  BOOST_TEST((run.bytes("fork.npy") != run.bytes("run.npy")));
  BOOST_TEST(result.out.find("30 frames a second are assumed (--viz-video)") != std::string::npos);
  check_refused(wild(line),
                "data/data_2d_detections.npz: they do not say the size of their video; "
                "give --viz-video CLIP or --size WIDTHxHEIGHT");
}

BOOST_AUTO_TEST_CASE(the_video_says_size_and_rate, *boost::unit_test::precondition(has_ffmpeg)) {
  trained().write("walk.json", coco_results(20, 1));
  make_clip(trained().path("walk.mp4"), 20, "640x480", 25);
  const auto result = wild("walk.json --video walk.mp4 " + kModel + "-o walk.json3d.json");
  check_succeeds(result);
  BOOST_TEST(lines(result.out).front() == "walk.mp4: 640x480, 25 frames a second, 20 frames");
  BOOST_TEST(json_file("walk.json3d.json")["fps"].get<double>() == 25);

  BOOST_TEST(result.out.find("Note: walk.mp4") == std::string::npos);

  make_clip(trained().path("short.mp4"), 12, "640x480", 25);
  const auto cut = wild("walk.json --video short.mp4 --viz-size 1 " + kModel + "-o cut.gif");
  check_succeeds(cut);
  BOOST_TEST(lines(cut.out).back() ==
             "Wrote cut.gif: 12 frames; the video ended after 12 frames, the poses have 20");
  BOOST_TEST(cut.out.find("\nNote: short.mp4 has 12 frames, the detections end after 20\n") !=
             std::string::npos);
  make_clip(trained().path("long.mp4"), 30, "640x480", 25);
  const auto late =
      wild("walk.json --video long.mp4 --viz-skip 4 --viz-limit 1 -o late.npy " + kModel);
  check_succeeds(late);
  BOOST_TEST(late.out.find("\nNote: long.mp4 has 26 frames after those that are left out, the "
                           "detections end after 20\n") != std::string::npos);
  BOOST_TEST(lines(late.out).back() == "Wrote late.npy: 1 frame, camera space, metres");

  const std::string clip = trained().bytes("long.mp4");
  check_refused(wild("walk.json --video long.mp4 -o long.mp4 " + kModel),
                "-o/--output: found long.mp4, expected another file than that of --video (see "
                "posegrad wild --help)",
                2);
  BOOST_TEST((trained().bytes("long.mp4") == clip));
  check_refused(wild("walk.json --video gone.mp4 -o a.gif " + kModel),
                "cannot open gone.mp4: No such file or directory");
}

BOOST_AUTO_TEST_CASE(pictures_are_a_video, *boost::unit_test::precondition(has_ffmpeg)) {
  trained().write("walk.json", coco_results(12, 1));
  trained().write("pictures/notes.txt", "about them");
  make_clip(trained().path("walk.mp4"), 12, "640x480", 25);
  make_clip(trained().path("pictures/f%d.png"), 12, "640x480", 25);
  check_succeeds(wild("walk.json --video walk.mp4 -o video.npy " + kModel));
  for (const std::string video : {"pictures", "pictures/", "pictures/f%d.png"}) {
    const auto result = wild("walk.json --fps 25/1 --viz-size 1 -o pictures.npy -o p.gif --video " +
                             video + " " + kModel);
    check_succeeds(result);
    BOOST_TEST(lines(result.out).front() == video + ": 640x480, 12 pictures");
    BOOST_TEST((result.out.find("1 in it is no picture and left out: notes.txt") ==
                std::string::npos) == (video == "pictures/f%d.png"));
    BOOST_TEST((trained().bytes("pictures.npy") == trained().bytes("video.npy")));
    BOOST_TEST(lines(result.out).back() == "Wrote p.gif: 12 frames");
  }
  const auto assumed = wild("walk.json --video pictures -o pictures.npy " + kModel);
  check_succeeds(assumed);
  BOOST_TEST(assumed.out.find("Note: nothing says the frame rate of the video: 30 frames a second "
                              "are assumed (--fps)\n") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_interrupted_drawing_says_what_is_missing,
                     *boost::unit_test::precondition(has_ffmpeg)) {
  const auto result = wild(kSequence + kModel + "--viz-size 20 -o whole.npy -o cut.mp4 -o no.html",
                           {.signal = test::SignalAt{"Wrote whole.npy", SIGINT}});
  BOOST_TEST(result.exit_code == 130);
  BOOST_TEST(lines(result.err).back() == "Interrupted; not written: cut.mp4, no.html");
  BOOST_TEST(trained().has("whole.npy"));
  for (const std::string& name : trained().names("."))
    BOOST_TEST((name.find("cut.mp4") == std::string::npos && name != "no.html"), name);
}

BOOST_AUTO_TEST_CASE(the_models_keypoints_are_made_of_the_detectors) {
  const auto result = wild(
      "data/data_2d_h36m_tiny.npz --layout h36m --subject S9 --action 'Walking 1' "
      "--size 1000x1002 --fps 50 -o made.npy " +
      kModel);
  check_succeeds(result);
  BOOST_TEST(result.out.find("not in Human3.6M-17: nose, left eye") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(options_without_a_meaning_for_the_file_are_refused) {
  trained().write("walk.json", coco_results(12, 1));
  for (const std::string option : {"--subject S1", "--action Walking", "--camera 0",
                                   "--min-score 0.5", "--detector-tracks --person 1"}) {
    const auto result =
        wild("walk.json --size 640x480 --fps 25 -o no.npy " + option + " " + kModel);
    BOOST_TEST(result.exit_code == 1, option);
    BOOST_TEST(lines(result.err).size() == 1U, result.err);
    BOOST_TEST(!trained().has("no.npy"));
  }
}

BOOST_AUTO_TEST_CASE(wrong_usage_is_told) {
  const auto check = [](const std::string& line, const std::string& message) {
    check_refused(wild(line), message + " (see posegrad wild --help)", 2);
  };
  check("", "expected a video, or a file or folder of detections, found none");
  check(
      "a.json b.json -o both.html",
      "-o/--output: found both.html for 2 inputs, expected {name} in it, as in '{name}.html': each "
      "input's own name");
  check("a.json", "-o/--output: found none, expected a file to make, such as out.html");
  check("a.json " + kModel, "-o/--output: found none, expected a file to make, such as out.html");
  check("a.json -o a.avi " + kModel,
        "-o/--output: found a.avi, expected a file that ends in .mp4, .gif, .png, .html, .npy, "
        ".npz, .csv, .json, .bvh, .glb, .trc, .mot, angles.csv, angles.png");
  check("a.json -o a.npy --person none " + kModel,
        "--person: found 'none', expected main, best, all or a number from 1");
  check("a.json -o a.npy --size 12 " + kModel,
        "--size: found '12', expected WIDTHxHEIGHT as in 1280x720");
  check("a.json -o a.npy --fps 0.001 " + kModel, "--fps: found 0.001, expected 0.01 to 10000");
  check("a.json -o a.npy --fps 30/0 " + kModel,
        "--fps: found '30/0', expected frames a second as in 25, 29.97 or 30000/1001");
  check("a.json -o a.npy --space moon " + kModel,
        "--space: found 'moon', expected auto, camera or world");
  check("a.json -o a.npy --camera-pitch 91 " + kModel,
        "--camera-pitch: found 91, expected -90 to 90 degrees");
  check("a.json -o a.npy --camera-roll=-inf " + kModel,
        "--camera-roll: found -inf, expected -180 to 180 degrees");
  const std::string forms =
      "; smoothing is one of butterworth[:6Hz[:ORDER]], one-euro[:CUTOFF[:GROWTH]], savgol[:15 or "
      ":0.25s[:ORDER]], gaussian[:0.03s], none";
  check("a.json -o a.npy --smooth kalman " + kModel,
        "--smooth: 'kalman': found 'kalman', expected the name of a filter" + forms);
  check("a.json -o a.npy --smooth-keypoints auto " + kModel,
        "--smooth-keypoints: 'auto': found 'auto', expected the name of a filter" + forms);
  check("a.json -o a.npy --fill-gaps soon " + kModel,
        "--fill-gaps: found 'soon', expected seconds from 0, none or all");
  check("a.json -o a.npy --fill-gaps -1 " + kModel,
        "--fill-gaps: found '-1', expected seconds from 0, none or all");
  check("a.json -o a.npy --units feet " + kModel,
        "--units: found 'feet', expected pixels, fractions, percent or auto");
  check("a.json -o a.npy --turned 45 " + kModel, "--turned: found 45, expected 0, 90, 180 or 270");
  check("a.json -o a.npy --first-frame -1 " + kModel,
        "--first-frame: found -1, expected at least 0");
  check("a.json -o a.npy --min-score inf " + kModel, "--min-score: found 'inf', expected a number");
  check("a.json -o a.npy --model-layout hands " + kModel,
        "--model-layout: found 'hands', expected coco, h36m, mpii, humaneva15 or humaneva20");
}

BOOST_AUTO_TEST_CASE(input_that_cannot_be_used_is_one_line) {
  check_refused(wild("nothing.json -o a.npy " + kModel),
                "cannot open nothing.json: No such file or directory");
  check_refused(wild(kSequence + "-o a.npy --checkpoint nothing.bin"),
                "cannot open nothing.bin: No such file or directory");
  trained().write("nobody.json", "[]");
  const auto nobody = wild("nobody.json -o a.npy " + kModel);
  BOOST_TEST(nobody.exit_code == 1);
  BOOST_TEST(lines(nobody.err).size() == 1U);
  trained().write("single.json", coco_results(3, 1));
  check_refused(wild("single.json --fps 50 -o a.npy " + kModel),
                "single.json: they do not say the size of their video; give --video CLIP or --size "
                "WIDTHxHEIGHT");
  BOOST_TEST(!trained().has("a.npy"));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
