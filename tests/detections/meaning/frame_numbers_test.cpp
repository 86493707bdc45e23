#include "pose/detections/meaning/frame_numbers.h"

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tensor/error.h"
#include "tests/detections/meaning/made_records.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

using Numbers = std::vector<double>;
using Names = std::vector<std::string>;
using Places = std::vector<Index>;

ReadOptions video_of(Index frames, double fps = 25) {
  ReadOptions options;
  options.video = VideoFacts{{640, 480}, frames, fps, 0};
  return options;
}
ReadOptions pictures(std::vector<Index> numbers) {
  ReadOptions options = video_of(static_cast<Index>(numbers.size()));
  options.video->numbers = std::move(numbers);
  return options;
}
ReadOptions first_frame(Index number) {
  ReadOptions options;
  options.first_frame = number;
  return options;
}

FramePlaces place(const Numbers& numbers, const ReadOptions& options = {},
                  FrameKeys keys = FrameKeys::numbers) {
  return place_frames(test::numbered(test::walk(numbers.size()), numbers, keys), options, "a.json");
}
Places places(const Numbers& numbers, const ReadOptions& options = {},
              FrameKeys keys = FrameKeys::numbers) {
  return place(numbers, options, keys).places;
}
std::string note(const Numbers& numbers, const ReadOptions& options = {},
                 FrameKeys keys = FrameKeys::numbers) {
  return place(numbers, options, keys).decision.note;
}
Places of_names(const Names& names, const ReadOptions& options = {}) {
  return place_frames(test::named(test::walk(names.size()), names), options, "a.json").places;
}
void check_refused(const Numbers& numbers, const std::string& message,
                   const ReadOptions& options = {}, FrameKeys keys = FrameKeys::numbers) {
  test::check_throws<DataError>([&] { place(numbers, options, keys); }, message);
}

BOOST_AUTO_TEST_SUITE(frame_numbers)

BOOST_AUTO_TEST_CASE(without_keys_frames_are_in_order) {
  for (const FrameKeys keys : {FrameKeys::position, FrameKeys::numbers, FrameKeys::names}) {
    Records records = test::walk(3);
    records.keys = keys;
    BOOST_TEST((place_frames(records, {}, "a.json").places == Places{0, 1, 2}));
    test::check_throws<DataError>(
        [&] { place_frames(records, first_frame(1), "a.json"); },
        "--first-frame: a.json: its frames have no numbers; they are in order from the video's "
        "first");
  }
  BOOST_TEST(place_frames({}, {}, "a.json").frames == 0);
}

BOOST_AUTO_TEST_CASE(from_0_or_1_by_the_smallest_and_the_largest) {
  BOOST_TEST((places({0, 1, 2}) == Places{0, 1, 2}));
  BOOST_TEST(note({0, 1, 2}) == "");
  BOOST_TEST((places({1, 2, 3}) == Places{0, 1, 2}));
  BOOST_TEST(note({1, 2, 3}) ==
             "frames are counted from 1: number 1 is taken as the video's first (--first-frame)");
  BOOST_TEST((places({2, 3, 5}) == Places{2, 3, 5}));
  BOOST_TEST((places({2, 3, 5}, video_of(6)) == Places{2, 3, 5}));
  BOOST_TEST((places({2, 3, 5}, video_of(5)) == Places{1, 2, 4}));
  BOOST_TEST(note({2, 3, 5}, video_of(5)) ==
             "frames are counted from 1, as the largest number is 5 and the video has as many "
             "(--first-frame)");
  BOOST_TEST((places({5, 3, 2}, first_frame(2)) == Places{3, 1, 0}));
  BOOST_TEST((places({1, 2, 3}, first_frame(0)) == Places{1, 2, 3}));
  check_refused({4, 2}, "a.json: [1]: frame number 2, below that of the first, 3 (--first-frame)",
                first_frame(3));
}

BOOST_AUTO_TEST_CASE(what_the_format_knows) {
  BOOST_TEST((places({1, 2}, {}, FrameKeys::from_zero) == Places{1, 2}));
  BOOST_TEST((places({3, 4}, {}, FrameKeys::from_one) == Places{2, 3}));
  BOOST_TEST(note({3, 4}, {}, FrameKeys::from_one) == "");
  BOOST_TEST((places({0, 4}, {}, FrameKeys::from_one) == Places{0, 4}));
  BOOST_TEST(note({0, 4}, {}, FrameKeys::from_one)
                 .starts_with("frames are counted from 0, as there is a number 0"));
  BOOST_TEST((places({3, 4}, first_frame(0), FrameKeys::from_one) == Places{3, 4}));
}

BOOST_AUTO_TEST_CASE(numbers_that_are_no_frames_of_the_video) {
  BOOST_TEST((places({1000, 1001, 1003}, video_of(10)) == Places{0, 1, 3}));
  BOOST_TEST(note({1000, 1001, 1003}, video_of(10)) ==
             "frame numbers go from 1000 to 1003: the first is taken as the video's first "
             "(--first-frame)");
  BOOST_TEST((places({1000, 1001, 1003}) == Places{1000, 1001, 1003}));
  BOOST_TEST((places({10000010000, 10000010001}) == Places{0, 1}));
}

BOOST_AUTO_TEST_CASE(every_second_frame) {
  BOOST_TEST((places({0, 2, 4, 6, 8}) == Places{0, 2, 4, 6, 8}));
  BOOST_TEST(note({0, 2, 4, 6, 8}) ==
             "only one of 2 frames is in the file (0, 2, 4, ...): those between are interpolated");
  BOOST_TEST((places({0, 2, 4, 6, 8}, video_of(9)) == Places{0, 2, 4, 6, 8}));
  BOOST_TEST((places({0, 10, 20, 30, 50}, video_of(6)) == Places{0, 1, 2, 3, 5}));
  BOOST_TEST(note({0, 10, 20, 30, 50}, video_of(6)) ==
             "frame numbers are 0, 10, 20, ...: as the video has 6 frames, they are taken one by "
             "one (--first-frame)");
  BOOST_TEST(note({0, 2, 8}) == "");  // too few to tell
  BOOST_TEST(note({0, 2, 3, 4, 6}) == "");
}

BOOST_AUTO_TEST_CASE(numbers_that_are_none) {
  check_refused({0, -3}, "a.json: [1]: frame number -3; 0 or more is wanted");
  check_refused({0, 1.5}, "a.json: [1]: frame number 1.5; a whole number is wanted");
  check_refused({0, test::kNaN}, "a.json: [1]: frame number nan; a whole number is wanted");
  check_refused({0, 1e300}, "a.json: [1]: frame number 1e+300; a whole number is wanted");
  Records records = test::numbered(test::walk(3), {0, 1, 2});
  records.frames[1].number.reset();
  test::check_throws<DataError>([&] { place_frames(records, {}, "a.json"); },
                                "a.json: [1]: there is no frame number, but other frames have one");
}

BOOST_AUTO_TEST_CASE(a_frame_that_comes_twice_is_named_with_both_places) {
  check_refused({0, 3, 1, 3}, "a.json: [3]: frame 3 comes twice; it is also at [1]");
  test::check_throws<DataError>(
      [] {
        of_names({"a_1.jpg", "a_2.jpg", "a_1.jpg"});
      },
      "a.json: [2]: frame a_1.jpg comes twice; it is also at [0]");
}

BOOST_AUTO_TEST_CASE(numbers_that_span_too_much) {
  check_refused({0, 1999999},
                "a.json: frame numbers run from 0 to 1999999, but only 2 frames are in it; at "
                "least one of 100 is wanted where no --video tells that it is so long");
  check_refused({0, 9000},
                "a.json: frame numbers run from 0 to 9000, but only 2 frames are in it; at least "
                "one of 100 is wanted where no --video tells that it is so long",
                video_of(9000));
  BOOST_TEST(place({0, 9000}, video_of(9001)).frames == 9001);
  check_refused({0, 1e12},
                "a.json: frame numbers run from 0 to 1000000000000; at most 2000000 frames are "
                "taken for one video");
  BOOST_TEST(place({0, 3199}).frames == 3200);
}

BOOST_AUTO_TEST_CASE(times_become_frames) {
  const FrameKeys ms = FrameKeys::milliseconds;
  ReadOptions rate;
  rate.fps = 30;
  BOOST_TEST((places({0, 33, 67, 100, 167}, rate, ms) == Places{0, 1, 2, 3, 5}));
  BOOST_TEST(note({0, 33, 67}, rate, ms) == "");
  BOOST_TEST((places({0, 40, 80, 160}, {}, ms) == Places{0, 1, 2, 4}));
  BOOST_TEST(note({0, 40, 80, 160}, {}, ms) ==
             "times are 40 ms apart: 25 frames a second are taken (--fps)");
  BOOST_TEST(place({0, 40, 80, 160}, {}, ms).fps == 25);
  BOOST_TEST((places({0, 40, 80, 160}, video_of(100, 50), ms) == Places{0, 2, 4, 8}));
  // Of a varying rate: as many as the video has.
  BOOST_TEST((places({0, 33, 100, 40}, video_of(4, 25), ms) == Places{0, 1, 3, 2}));
  // Of a clock.
  BOOST_TEST((places({1.7e12, 1.7e12 + 40, 1.7e12 + 120}, video_of(9, 25), ms) == Places{0, 1, 3}));
  check_refused({0, 10, 40, 80},
                "a.json: [1]: the times 0 and 10 ms ([0]) are of the same frame; the frame rate is "
                "wanted (--fps)",
                video_of(9, 25), ms);
  check_refused({0, 40}, "--first-frame: a.json: its frames have times, no numbers", first_frame(1),
                ms);
  check_refused({0, 0, 0, 40},
                "a.json: its frames have times, most of them the same; the frame rate is wanted "
                "(--fps)",
                {}, ms);
}

BOOST_AUTO_TEST_CASE(numbers_stand_in_names) {
  BOOST_TEST((of_names({"clip_000000000007_keypoints.json", "clip_000000000009_keypoints.json"}) ==
              Places{7, 9}));
  BOOST_TEST((of_names({"out/frame_0001.jpg", "out/frame_0003.jpg"}) == Places{0, 2}));
  BOOST_TEST((of_names({"07_1080p.jpg", "05_1080p.jpg"}) == Places{7, 5}));
  BOOST_TEST((of_names({"clip.000012.json", "clip.000013.json"}) == Places{12, 13}));
  BOOST_TEST((of_names({"clip_2.mp4.json", "clip_4.mp4.json"}) == Places{2, 4}));
  BOOST_TEST((of_names({"b.jpg", "a.jpg", "c.jpg"}) == Places{1, 0, 2}));
  BOOST_TEST((of_names({"0.jpg", "10.jpg", "2.jpg"}) == Places{0, 10, 2}));
  BOOST_TEST((numbers_in_names({}, "a.json").empty()));
  const auto refused = [](const Names& names, const std::string& message) {
    test::check_throws<DataError>([&] { of_names(names); }, message);
  };
  refused({"a_1.jpg", "b_01.jpg"}, "a.json: frame 1 comes twice: a_1.jpg and b_01.jpg");
  refused({"a_1.jpg", "b.jpg"}, "a.json: b.jpg: the name has no frame number, others have one");
  refused({"1234567890123456789.jpg"},
          "a.json: 1234567890123456789.jpg: the frame number 1234567890123456789 is too large");
}

BOOST_AUTO_TEST_CASE(pictures_that_ffmpeg_numbered_lie_on_the_first_frame) {
  Names names;
  for (int i = 1; i <= 60; ++i) names.push_back(fmt::format("frame_{:04}_keypoints.json", i));
  BOOST_TEST(of_names(names, video_of(60)).front() == 0);
  BOOST_TEST(of_names(names).back() == 59);
}

BOOST_AUTO_TEST_CASE(hashes_are_no_numbers) {
  const Names names{"clip_mp4-0003_jpg.rf.e80a9c11d2f34b5567a8b9c0d1e2f304.txt",
                    "clip_mp4-0008_jpg.rf.ea21f3c4d5e6078899aabbccddeeff00.txt",
                    "clip_mp4-0010_jpg.rf.0123456789abcdef0123456789abcdef.txt"};
  BOOST_TEST((numbers_in_names(names, "a.json") == std::vector<Index>{3, 8, 10}));
}

BOOST_AUTO_TEST_CASE(names_of_many_numbers_take_no_longer_than_they_are) {
  // 2000 names of 1000 numbers each, of which only the first differs: quadratic was 10 minutes.
  std::string tail;
  for (int i = 0; i < 1000; ++i) tail += "_7";
  Names names;
  for (int i = 0; i < 2000; ++i) names.push_back(fmt::format("{}{}", i, tail));
  const std::vector<Index> numbers = numbers_in_names(names, "a.json");
  BOOST_TEST(numbers.back() == 1999);
}

BOOST_AUTO_TEST_CASE(names_are_those_of_the_videos_pictures) {
  const ReadOptions gapped = pictures({5, 6, 8, 9, 10});
  BOOST_TEST((of_names({"f05.jpg", "f08.jpg", "f10.jpg"}, gapped) == Places{0, 2, 4}));
  // Not all of them are pictures' numbers.
  BOOST_TEST((of_names({"f05.jpg", "f07.jpg"}, gapped) == Places{5, 7}));
  ReadOptions told = gapped;
  told.first_frame = 1;
  BOOST_TEST((of_names({"f05.jpg", "f08.jpg"}, told) == Places{4, 7}));
}

BOOST_AUTO_TEST_CASE(mere_numbers_are_the_pictures_where_none_is_missing) {
  const ReadOptions whole = pictures({5, 6, 7, 8});
  BOOST_TEST((places({5, 8}, whole) == Places{0, 3}));
  BOOST_TEST(note({5, 8}, whole) ==
             "frame numbers are those of the pictures, from 5 on (--first-frame)");
  BOOST_TEST((places({5, 8}, whole, FrameKeys::from_zero) == Places{5, 8}));
  BOOST_TEST((places({5, 8}, pictures({5, 6, 8})) == Places{5, 8}));
  BOOST_TEST((places({0, 2}, pictures({0, 1, 2})) == Places{0, 2}));
  BOOST_TEST(note({0, 2}, pictures({0, 1, 2})) == "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
