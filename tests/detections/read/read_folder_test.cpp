#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/read_detections.h"
#include "tensor/error.h"
#include "tests/detections/read/people_text.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/throws.h"

namespace posegrad::pose {
namespace {

using test::check_person;
using test::counts;
using Counts = std::vector<std::size_t>;

constexpr VideoSize kSize{1000, 500};

struct Folder {
  test::TemporaryFolder folder;
  void write(const std::string& name, const std::string& text) const {
    test::write_text(folder / name, text);
  }
  Detections read(std::optional<VideoSize> size = std::nullopt) const {
    return read_detections(folder.path(), {.size = size});
  }
  void check_refused(const std::string& message,
                     std::optional<VideoSize> size = std::nullopt) const {
    test::check_throws<DataError>([&] { read(size); }, folder.path() + message);
  }
};

std::string openpose(const std::string& people) {
  return R"({"version":1.3,"people":[)" + people + "]}";
}
std::string body(double start, const std::string& order = "body_25") {
  return fmt::format(R"({{"person_id":[-1],"pose_keypoints_2d":[{}],"face_keypoints_2d":[]}})",
                     test::triples(start, order));
}

/// A line of save_txt: fractions of kSize.
std::string text_line(double start, bool has_confidences, const std::string& more = "") {
  std::string line = "0 0.05 0.05 0.25 0.5";
  for (const DetectedKeypoint& k : test::easy_person(start).keypoints) {
    line += fmt::format(" {} {}", k.x / 1000, k.y / 500);
    if (has_confidences) line += fmt::format(" {}", k.confidence);
  }
  return line + more + "\n";
}

BOOST_FIXTURE_TEST_SUITE(folders, Folder)

BOOST_AUTO_TEST_CASE(openpose_body_25) {
  write("clip_000000000007_keypoints.json", openpose(body(1) + "," + body(2)));
  write("clip_000000000008_keypoints.json", openpose(""));
  write("clip_000000000010_keypoints.json", openpose(body(3)));
  const Detections found = read();
  BOOST_TEST(found.format == "OpenPose, BODY_25");
  BOOST_TEST(found.first_frame == 7);
  BOOST_TEST((counts(found) == Counts{2, 0, 0, 1}));
  check_person(found.frames[0].people[1], 2);
  check_person(found.frames[3].people[0], 3);
  BOOST_TEST(!found.frames[0].people[0].track.has_value());
  BOOST_TEST(found.notes.empty());
}

BOOST_AUTO_TEST_CASE(openpose_coco_18_beside_other_files) {
  write("a_1.json", openpose(body(1, "coco_18")));
  write("clip.mp4", "\x01\x02");
  write("settings.json", R"({"model":"COCO"})");
  write("frame_1.png", "PNG");
  write(".hidden.json", "{");
  const Detections found = read();
  BOOST_TEST(found.format == "OpenPose, COCO-18 (OpenPose)");
  check_person(found.frames[0].people[0], 1);
  BOOST_TEST_REQUIRE(found.notes.size() == 1U);
  BOOST_TEST(found.notes[0] ==
             "3 other files in the folder left out: settings.json, clip.mp4, frame_1.png");
}

BOOST_AUTO_TEST_CASE(openposes_mistakes_are_named) {
  write("a_1.json", openpose(body(1)));
  write("b_1.json", openpose(body(1)));
  check_refused(": frame 1 comes twice: a_1.json and b_1.json");
  write("b_1.json", openpose(body(1)).substr(0, 200));
  check_refused("/b_1.json: line 1, column 201: this is no JSON: the text ends too early");
  write("b_1.json", openpose(body(1, "coco_18")));
  check_refused("/b_1.json: people: [0]: 18 points; the people before have 25");
  write("b_1.json", openpose(R"({"pose_keypoints_2d":[1,2,3,4,5,6]})"));
  check_refused("/b_1.json: people: [0]: 2 points; the people before have 25");
}

BOOST_AUTO_TEST_CASE(pictures_of_mmpose_and_ultralytics) {
  const std::string instance = fmt::format(R"([{{"keypoints":[{}],"keypoint_scores":[{}]}}])",
                                           test::pairs(5), test::confidences());
  write("000003.json", "[]");
  write("000004.json", instance);
  write("000006.json", "[]");
  const Detections found = read();
  BOOST_TEST(found.format == "MMPose, COCO-17");
  BOOST_TEST(found.first_frame == 3);
  BOOST_TEST((counts(found) == Counts{0, 1, 0, 0}));
  check_person(found.frames[1].people[0], 5);
}

BOOST_AUTO_TEST_CASE(ultralytics_txt_in_every_length) {
  write("clip_2.txt", text_line(1, false) + text_line(2, false));
  write("clip_4.txt", text_line(3, false));
  const Detections plain = read(kSize);
  BOOST_TEST(plain.format == "Ultralytics txt folder, COCO-17");
  BOOST_TEST(plain.first_frame == 1);
  BOOST_TEST((counts(plain) == Counts{2, 0, 1}));
  check_person(plain.frames[0].people[1], 2, false, 1e-9);
  const Box box = *plain.frames[0].people[0].box;
  BOOST_TEST((box.x1 == -75 && box.y1 == -100 && box.x2 == 175 && box.y2 == 150));
  BOOST_TEST(plain.size->width == 1000);

  write("clip_2.txt", text_line(1, true));
  write("clip_4.txt", text_line(3, true));
  const Detections scored = read(kSize);
  check_person(scored.frames[2].people[0], 3, true, 1e-9);
  BOOST_TEST(std::abs(scored.frames[0].people[0].score - 0.18) < 1e-9);  // of the joints

  write("clip_2.txt", text_line(1, true, " 0.75"));
  write("clip_4.txt", text_line(3, true, " 1"));
  const Detections sure = read(kSize);
  BOOST_TEST(sure.frames[0].people[0].score == 0.75);
  BOOST_TEST(sure.frames[2].people[0].score == 1);
  BOOST_TEST(!sure.frames[2].people[0].track.has_value());

  write("clip_2.txt", text_line(1, false, " 12"));
  write("clip_4.txt", text_line(3, false, " 1"));
  const Detections numbered = read(kSize);
  BOOST_TEST((numbered.frames[0].people[0].track == Index{12}));
  BOOST_TEST((numbered.frames[2].people[0].track == Index{1}));

  write("clip_2.txt", text_line(1, true, " 0.75 12"));
  write("clip_4.txt", text_line(3, true, " 0.5 1"));
  const Detections both = read(kSize);
  BOOST_TEST(both.frames[0].people[0].score == 0.75);
  BOOST_TEST((both.frames[0].people[0].track == Index{12}));
}

BOOST_AUTO_TEST_CASE(ultralytics_txt_beside_other_files) {
  write("clip_1.txt", "");
  write("clip_2.txt", text_line(1, true));
  write("classes.txt", "person\n");
  write("notes.txt", "1. a list\n");
  const Detections found = read(kSize);
  BOOST_TEST((counts(found) == Counts{0, 1}));
  BOOST_TEST_REQUIRE(found.notes.size() == 1U);
  BOOST_TEST(found.notes[0] == "2 other files in the folder left out: classes.txt, notes.txt");
}

BOOST_AUTO_TEST_CASE(ultralyticss_mistakes_are_named) {
  write("clip_1.txt", text_line(1, true));
  check_refused(
      ": coordinates are fractions of the picture, whose size is not known; give it with --size "
      "WIDTHxHEIGHT (--units pixels takes them as pixels)");
  write("clip_1.txt", "\n0 0.5 0.5 0.1\n");
  check_refused(
      "/clip_1.txt: line 2: 4 numbers; wanted are 39 (class, box and 17 joints x, y) or 56 (with "
      "confidences), and at most 2 more (confidence of the box, track)",
      kSize);
  write("clip_1.txt", text_line(1, true) + "0 much\n");
  check_refused("/clip_1.txt: line 2: a number is wanted; found 'much'", kSize);
  write("clip_1.txt", "0 0.05 0.05 -0.2" + text_line(1, true).substr(16));
  check_refused("/clip_1.txt: line 1: a box of the negative size -0.2 x 0.5", kSize);
}

BOOST_AUTO_TEST_CASE(a_folder_of_nothing_known) {
  check_refused(": the folder is empty");
  write("a.txt", "hello");
  write("b.json", "{}");
  test::check_throws<IoError>(
      [&] { read_detections(folder / "missing"); },
      "cannot open " + (folder / "missing") + ": No such file or directory");
  try {
    read();
    BOOST_ERROR("nothing was thrown");
  } catch (const DataError& error) {
    const std::string message = error.what();
    BOOST_TEST(message.starts_with(folder.path() + ": no known output of a 2D detector; found a "
                                                   "folder of 2 files"));
    BOOST_TEST(message.find("a.txt") != std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(sizes_are_read_strictly) {
  BOOST_TEST((parse_video_size("1280x720")->width == 1280));
  BOOST_TEST((parse_video_size("1280x720")->height == 720));
  for (const char* text : {"", "x", "1280", "1280x", "x720", "0x5", "5x0", "-5x5", "1.5x2", "5x5x5",
                           "100001x5", "99999999999999999999x5", " 5x5"})
    BOOST_TEST(!parse_video_size(text).has_value(), text);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose
