#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detections/records/json_sources.h"

namespace posegrad::pose::detections {
namespace {

using test::check_points;
using test::check_refused;
using test::counts;
using test::json_folder;
using test::json_lines_source;
using test::json_source;
using test::numbers;
using test::read_records;
using Counts = std::vector<std::size_t>;
using Numbers = std::vector<double>;

// The same people in every wrapping; a person stands for those of any tool.

std::string person(double start, const std::string& more = "") {
  return fmt::format(R"({{"kpts":{}{}}})", test::rows(start), more);
}

/// One person at 100, nobody, two at 300 and 400.
void check_three_frames(const Records& records, FrameKeys keys) {
  BOOST_REQUIRE((counts(records) == Counts{1, 0, 2}));
  check_points(records.frames[0].people[0], 100);
  check_points(records.frames[2].people[0], 300);
  check_points(records.frames[2].people[1], 400);
  BOOST_CHECK(records.keys == keys);
}

const std::string kFirst = person(100), kThird = person(300) + "," + person(400);

BOOST_AUTO_TEST_SUITE(json_frames)

BOOST_AUTO_TEST_CASE(lists_of_frames_stand_in_order) {
  for (const std::string& text :
       {fmt::format("[[{}],[],[{}]]", kFirst, kThird),
        fmt::format("[[{}],null,[{}]]", kFirst, kThird),
        fmt::format("[{},null,[{}]]", kFirst, kThird),  // a lone person without a list
        fmt::format("[[[{}],[],[{}]]]", kFirst, kThird),
        fmt::format(R"({{"frames":[[{}],[],[{}]]}})", kFirst, kThird),
        fmt::format(R"({{"info":"x","data":{{"results":[[{}],[],[{}]]}}}})", kFirst, kThird),
        fmt::format(R"([{{"people":[{}]}},{{"people":[]}},{{"people":[{}]}}])", kFirst, kThird),
        fmt::format(R"([{{"persons":{}}},{{"persons":null}},{{"persons":[{}]}}])", kFirst, kThird),
        fmt::format(R"([{{"a":{{"objects":[{}]}},"b":"x"}},{{"objects":[]}},{{"objects":[{}]}}])",
                    kFirst, kThird)}) {
    BOOST_TEST_CONTEXT(text.substr(0, 40)) {
      check_three_frames(read_records(text), FrameKeys::position);
    }
  }
  const std::string in_text = R"(["[{\"kpts\":)" + test::rows(100) + R"(}]",[]])";
  BOOST_TEST((counts(read_records(in_text)) == Counts{1, 0}));
  check_three_frames(
      read_records(json_lines_source({"[" + kFirst + "]", "[]", "[" + kThird + "]"})),
      FrameKeys::position);
}

BOOST_AUTO_TEST_CASE(frames_may_have_numbers) {
  for (const std::string& text :
       {fmt::format(R"({{"7":[{}],"8":[],"9":[{}]}})", kFirst, kThird),
        fmt::format(R"({{"frames":{{"7":[{}],"8":[],"9":[{}]}}}})", kFirst, kThird),
        fmt::format(R"([{{"frame":7,"people":[{}]}},{{"frame":8,"people":[]}},)"
                    R"({{"frame":9,"people":[{}]}}])",
                    kFirst, kThird),
        fmt::format(R"([{{"frameIdx":"7","poses":[{}]}},{{"frameIdx":"8","poses":[]}},)"
                    R"({{"frameIdx":"9","poses":[{}]}}])",
                    kFirst, kThird)}) {
    BOOST_TEST_CONTEXT(text.substr(0, 40)) {
      const Records records = read_records(text);
      check_three_frames(records, FrameKeys::numbers);
      BOOST_TEST((numbers(records) == Numbers{7, 8, 9}));
    }
  }
  const Records beside = read_records(fmt::format(
      R"({{"7":[{}],"fps":30,"meta":{{}},"x":[],"8":[],"9":[{}],"11":[]}})", kFirst, kThird));
  BOOST_TEST((numbers(beside) == Numbers{7, 8, 9, 11}));
  check_refused(fmt::format(R"({{"7":[{}],"8":{{"a":"x"}},"9":[{}]}})", kFirst, kThird),
                "some.json: 8: this is nothing of JSON of keypoints: a dict with a");
  check_refused(
      fmt::format(R"([{{"frame":7,"people":[{}]}},{{"frame":7,"people":[{}]}}])", kFirst, kThird),
      "some.json: [1]: frame 7 comes twice");
}

BOOST_AUTO_TEST_CASE(an_index_numbers_frames_when_it_rises_from_the_first) {
  const auto indexed = [](const std::string& a, const std::string& b) {
    return read_records(fmt::format(
        R"([{{"index":{},"people":[{}]}},{{"index":{},"people":[{}]}}])", a, kFirst, b, kThird));
  };
  BOOST_TEST((numbers(indexed("0", "7")) == Numbers{0, 7}));
  BOOST_TEST((numbers(indexed("1", "2")) == Numbers{1, 2}));
  for (const Records& records : {indexed("3", "4"), indexed("1", "1"), indexed("1", "0"),
                                 indexed("0", "null"), indexed("0", "1.5")})
    BOOST_CHECK(records.keys == FrameKeys::position);
}

BOOST_AUTO_TEST_CASE(frames_may_have_names) {
  for (const std::string& text :
       {fmt::format(R"({{"b_1.jpg":[{}],"a_2.jpg":[],"c.jpg":[{}]}})", kFirst, kThird),
        fmt::format(
            R"([{{"file_name":"b_1.jpg","people":[{}]}},)"
            R"({{"file_name":"a_2.jpg","people":[]}},{{"file_name":"c.jpg","people":[{}]}}])",
            kFirst, kThird)}) {
    const Records records = read_records(text);
    check_three_frames(records, FrameKeys::names);
    BOOST_TEST(records.frames[1].name == "a_2.jpg");
  }
  const Records beside = read_records(
      fmt::format(R"({{"first":[{}],"fps":30,"camera":{{"a":"x"}},"last":[{}]}})", kFirst, kThird));
  BOOST_REQUIRE((counts(beside) == Counts{1, 2}));
  BOOST_REQUIRE(beside.notes.size() == 1U);
  BOOST_TEST(beside.notes.front() == "'camera' beside the frames is no frame and left out");
  // A name that all have is the video's.
  const Records same = read_records(
      fmt::format(R"([{{"path":"clip.mp4","people":[{}]}},{{"path":"clip.mp4","people":[{}]}}])",
                  kFirst, kThird));
  BOOST_CHECK(same.keys == FrameKeys::position);
  BOOST_TEST(same.frames.size() == 2U);
  check_refused(fmt::format(R"([{{"img":"1.jpg","people":[{0}]}},{{"img":"2.jpg","people":[{0}]}},)"
                            R"({{"img":"1.jpg","people":[{0}]}}])",
                            kFirst),
                "some.json: [2]: frame '1.jpg' comes twice");
}

BOOST_AUTO_TEST_CASE(frames_may_have_times) {
  const auto timed = [](const std::string& key, const std::string& a, const std::string& b,
                        const std::string& c) {
    return read_records(fmt::format(R"([{{"{0}":{1},"people":[{4}]}},{{"{0}":{2},"people":[]}},)"
                                    R"({{"{0}":{3},"people":[{5}]}}])",
                                    key, a, b, c, kFirst, kThird));
  };
  const Numbers forty{0, 40, 80};
  for (const auto& records :
       {timed("timestamp_ms", "0", "40", "80"), timed("time_s", "0", "0.04", "0.08"),
        timed("timestamp", "0", "40", "80"), timed("timestamp", "0", "0.04", "0.08"),
        timed("time", "0", "40000", "80000"), timed("timestamp_us", "0", "40000", "80000")}) {
    check_three_frames(records, FrameKeys::milliseconds);
    BOOST_TEST(numbers(records) == forty, boost::test_tools::per_element());
  }
  const Records counted = timed("timestamp", "0", "1", "2");
  check_three_frames(counted, FrameKeys::numbers);
  BOOST_TEST(counted.notes.front() == "the frames' times are 1 apart and taken as their numbers");
  const Records constant = timed("time", "0.1", "0.1", "0.1");
  check_three_frames(constant, FrameKeys::position);
  BOOST_TEST(constant.notes.front() == "frames have the same time: taken in the order of the file");
}

BOOST_AUTO_TEST_CASE(keys_may_be_times) {
  // ZED's body tracking: nanoseconds since 1970; keypoints in space stand beside those in pictures.
  const auto frame = [](const std::string& time, double start) {
    return fmt::format(
        R"("{0}":{{"is_new":true,"timestamp":{0},"body_list":[{{"id":3,"keypoint":[[0.1,0.2,0.3],[0.1,0.2,0.3]],"keypoint_2d":{1}}}]}})",
        time, test::pair_rows(start));
  };
  const Records records = read_records("{" + frame("1600000000000000000", 100) + "," +
                                       frame("1600000000040000000", 300) + "}");
  BOOST_CHECK(records.keys == FrameKeys::milliseconds);
  BOOST_TEST_REQUIRE(records.frames.size() == 2U);
  BOOST_TEST(records.frames[1].number.value() - records.frames[0].number.value() == 40);
  check_points(records.frames[1].people.at(0), 300, 17, false);
}

BOOST_AUTO_TEST_CASE(only_some_frames_with_a_number_are_refused) {
  check_refused(fmt::format(R"([{{"frame":7,"people":[{}]}},{{"people":[{}]}}])", kFirst, kThird),
                "some.json: [1]: it does not say which frame it is; others do");
  check_refused(fmt::format(R"([{{"frame":7,"people":[{}]}},{{"img":"8.jpg","people":[{}]}}])",
                            kFirst, kThird),
                "some.json: [0]: frames are told by numbers (1 of 2), by names (1) and by times "
                "(0); the same "
                "for all is wanted");
  check_refused(
      json_lines_source({person(1, R"(,"frame":1)"), person(2, R"(,"frame":2)"), person(3)}),
      "some.jsonl: [2]: it does not say which frame it is in; others do");
}

BOOST_AUTO_TEST_CASE(people_may_be_listed_with_their_frames) {
  const std::vector<std::string> lines{
      person(300, R"(,"frame":9,"track_id":4)"), person(100, R"(,"frame":7)"),
      R"({"frame":8,"class":"dog","bbox":[1,2,3,4],"confidence":0.5})",
      person(400, R"(,"frame":9,"track_id":5)")};
  for (const Records& records :
       {read_records(json_lines_source(lines)),
        read_records(fmt::format("[{}]", fmt::join(lines, ","))),
        read_records(fmt::format(R"({{"fps":30,"annotations":[{}]}})", fmt::join(lines, ",")))}) {
    BOOST_CHECK(records.keys == FrameKeys::numbers);
    BOOST_TEST((numbers(records) == Numbers{9, 7, 8}));
    BOOST_TEST((counts(records) == Counts{2, 1, 0}));
    check_points(records.frames[0].people[1], 400);
    BOOST_TEST((records.frames[0].people[1].id == 5.0));
    BOOST_TEST(records.notes.front() == "1 entry without keypoints left out");
  }
}

BOOST_AUTO_TEST_CASE(what_stands_around_is_read) {
  const std::string frames = fmt::format("[[{}],[{}]]", kFirst, kThird);
  for (const std::string& text :
       {fmt::format(R"({{"width":640,"height":"360","fps":25,"frames":{}}})", frames),
        fmt::format(R"({{"metadata":{{"width":640,"height":360,"frame_rate":25}},"frames":{}}})",
                    frames)}) {
    const Records records = read_records(text);
    BOOST_REQUIRE(records.size.has_value());
    BOOST_TEST(records.size->width == 640);
    BOOST_TEST(records.size->height == 360);
    BOOST_TEST((records.fps == 25.0));
  }
  const Records unknown =
      read_records(fmt::format(R"({{"width":0,"height":null,"fps":0,"frames":{}}})", frames));
  BOOST_TEST(!unknown.size.has_value());
  BOOST_TEST(!unknown.fps.has_value());
  check_refused(fmt::format(R"({{"width":-3,"height":10,"frames":{}}})", frames),
                "some.json: width: -3 pixels; 1 to 100000 are wanted");
  const Records each =
      read_records(fmt::format(R"([{{"canvas_width":64,"canvas_height":36,"people":[{0}]}},)"
                               R"({{"orig_shape":[36,64],"people":[{0}]}}])",
                               kFirst));
  BOOST_TEST(each.frames[1].size->width == 64);
  BOOST_TEST(each.size->height == 36);
}

BOOST_AUTO_TEST_CASE(a_file_of_several_sequences_wants_a_choice) {
  const std::string text = fmt::format(R"({{"cam_left":[[{}],[]],"cam_right":[[{}],[],[]]}})",
                                       test::rows(100), test::rows(300));
  check_refused(text, "some.json: 2 sequences (cam_left, cam_right); name one with --subject");
  SequenceChoice choice;
  choice.subject = "cam_r";
  const Records records = read_records(json_source(text), choice);
  BOOST_TEST((counts(records) == Counts{1, 0, 0}));
  check_points(records.frames[0].people[0], 300);
  choice.subject = "cam";
  check_refused(json_source(text),
                "some.json: --subject 'cam' is none or several of cam_left, cam_right", choice);
  // Where there is nothing to choose, a choice is a mistake.
  check_refused(
      json_source("[[" + kFirst + "]]"),
      "some.json: --subject chooses one of several sequences; JSON of keypoints holds one "
      "only",
      choice);
}

BOOST_AUTO_TEST_CASE(a_folder_has_a_frame_a_file) {
  const Records records = read_records(json_folder({{"a_9.json", "[" + kFirst + "]"},
                                                    {"a_10.json", "[]"},
                                                    {"args.json", R"({"imgsz":640})"},
                                                    {"a_11.json", "[" + kThird + "]"}}));
  check_three_frames(records, FrameKeys::names);
  BOOST_TEST(records.frames[1].name == "a_10.json");
  BOOST_TEST(records.notes.front() == "1 other file in the folder left out: args.json");
  Source left = json_folder({{"a.json", kFirst}, {"b.json", kThird.substr(0, kFirst.size())}});
  left.left_out = {"a.png", "b.png", "c.png", "d.png"};
  BOOST_TEST(read_records(left).notes.front() ==
             "4 other files in the folder left out: a.png, b.png, c.png, d.png");
}

BOOST_AUTO_TEST_CASE(a_folders_file_may_be_a_list_of_its_one_frame) {
  const std::string first = "[[" + kFirst + "]]", third = "[[" + kThird + "]]";
  check_three_frames(
      read_records(json_folder({{"a_9.json", first}, {"a_10.json", "[[]]"}, {"a_11.json", third}})),
      FrameKeys::names);
}

BOOST_AUTO_TEST_CASE(a_folders_frames_may_number_themselves) {
  const auto file = [](const std::string& number, const std::string& people) {
    return fmt::format(R"({{"frame":{},"people":[{}]}})", number, people);
  };
  const Records own =
      read_records(json_folder({{"a.json", file("5", kFirst)}, {"b.json", file("4", kThird)}}));
  BOOST_CHECK(own.keys == FrameKeys::numbers);
  BOOST_TEST((numbers(own) == Numbers{5, 4}));
  const Records same =
      read_records(json_folder({{"a.json", file("0", kFirst)}, {"b.json", file("0", kThird)}}));
  BOOST_CHECK(same.keys == FrameKeys::names);
}

BOOST_AUTO_TEST_CASE(a_folder_of_videos_is_refused_and_of_one_video_read) {
  const std::string video = fmt::format("[[{}],[]]", kFirst);
  check_refused(json_folder({{"cam1.json", video}, {"cam2.json", video}}),
                "some: 2 files hold a video each (cam1.json, cam2.json); name one of them");
  const Records one = read_records(json_folder({{"notes.json", "{\"a\":1}"}, {"cam.json", video}}));
  BOOST_TEST((counts(one) == Counts{1, 0}));
  BOOST_CHECK(one.keys == FrameKeys::position);
  const Records beside = read_records(json_folder({{"empty.json", "[]"}, {"cam.json", video}}));
  BOOST_TEST((counts(beside) == Counts{1, 0}));
  BOOST_TEST(beside.notes.front() == "1 other file in the folder left out: empty.json");
  const std::string entries = person(1, R"(,"frame":1)") + "," + person(2, R"(,"frame":2)");
  check_refused(json_folder({{"a.json", "[" + entries + "]"}, {"b.json", "[" + entries + "]"}}),
                "some: 2 files hold a video each (a.json, b.json); name one of them");
}

BOOST_AUTO_TEST_CASE(a_folder_of_folders_names_them) {
  Source source;
  source.path = "pose";
  source.is_folder = true;
  source.folders = {"cam01_json", "cam02_json"};
  check_refused(source,
                "pose: a folder of 2 folders (cam01_json, cam02_json); name the one to read");
}

BOOST_AUTO_TEST_CASE(what_is_odd_is_refused_with_its_place) {
  check_refused(fmt::format("[[{0}],[{0}],[{0}],[5],[{0}]]", kFirst),
                "some.json: [3]: this is nothing of JSON of keypoints: a list of 1 numbers");
  check_refused(fmt::format("[[{0}],[{0},{{\"a\":{{}}}}],[{0}]]", kFirst),
                "some.json: [1]: [1]: this is no person of JSON of keypoints: a dict with a");
  check_refused(fmt::format("[[{}],[{}]]", kFirst, R"({"kpts":)" + test::rows(1, 16) + "}"),
                "some.json: [1]: [0]: 16 points; the people before have 17");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
