#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/formats/npy.h"
#include "pose/formats/pickle.h"
#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;
using test::check_moving;
using test::check_refused;
using test::dict;
using test::Movement;
using test::moving;
using test::read_records;

constexpr Movement kBody{.frames = 6};

Source pickled(Value value) { return test::value_source(std::move(value), Content::data); }

/// Item t of the first axis.
Value item(const Value& array, Index t) { return array.as_array().item_of_first_axis(t); }

/// A list over the frames of what `of` makes of each frame's number.
template <class Of>
std::vector<Value> frames_of(Of of) {
  std::vector<Value> frames;
  for (Index t = 0; t < kBody.frames; ++t) frames.push_back(of(t));
  return frames;
}

BOOST_AUTO_TEST_SUITE(array_frames)

BOOST_AUTO_TEST_CASE(frames_come_in_many_wrappings) {
  const Value triples = moving(kBody, "TJD", 3), people = moving(kBody, "TPJD", 3);
  const Value pairs = moving(kBody, "TPJD", 2), scores = test::moving_scores(kBody, "TPJ");
  const Value flat = moving(kBody, "TF", 3);
  const std::vector<std::vector<Value>> wrappings{
      frames_of([&](Index t) { return item(triples, t); }),
      frames_of([&](Index t) { return Value::list({item(triples, t)}); }),
      frames_of([&](Index t) { return item(flat, t); }),
      frames_of([&](Index t) {
        return dict({{"keypoints", item(people, t)}});
      }),
      frames_of([&](Index t) {
        return dict({{"keypoints", item(pairs, t)}, {"scores", item(scores, t)}});
      }),
      frames_of([&](Index t) {
        return Value::tuple({item(pairs, t), item(scores, t)});
      }),
      frames_of([&](Index t) {
        return Value::list({dict({{"bbox", test::doubles({5}, {0, 0, 999, 999, 0.5})},
                                  {"keypoints", item(triples, t)},
                                  {"track_id", Value(7)}})});
      }),
      frames_of([&](Index t) {
        return dict({{"predictions", Value::list({dict({{"keypoints", item(flat, t)}})})}});
      })};
  for (const std::vector<Value>& wrapping : wrappings) {
    check_moving(read_records(pickled(Value::list(wrapping))), kBody, true);
    check_moving(read_records(test::value_source(test::objects(wrapping), Content::array)), kBody,
                 true);
    check_moving(read_records(pickled(dict({{"results", Value::list(wrapping)}}))), kBody, true);
  }
  check_moving(read_records(pickled(Value::tuple({pairs, scores}))), kBody, true);
}

BOOST_AUTO_TEST_CASE(frames_with_varying_people_and_none) {
  const Movement two{.frames = 1, .people = 2};
  const Value one = moving({.frames = 1}, "PTJD", 3), both = moving(two, "TPJD", 3);
  const Value frames = test::objects({one, item(both, 0), Value(), Value::list(),
                                      test::doubles({0, 17, 3}, {}), Value::list({item(one, 0)})});
  const Records records = read_records(test::value_source(frames, Content::array));
  std::vector<std::size_t> counts;
  for (const RawFrame& frame : records.frames) counts.push_back(frame.people.size());
  BOOST_TEST((counts == std::vector<std::size_t>{1, 2, 0, 0, 0, 1}));
  BOOST_TEST((records.keys == FrameKeys::position));
  BOOST_TEST(records.frames[1].people[1].points[3].x == test::moving_x(0, 1, 3));
  BOOST_TEST(records.frames[1].people[1].where == "frame 1: person 1");
}

BOOST_AUTO_TEST_CASE(scores_boxes_and_ids_stand_beside_frames_that_vary) {
  const auto points = [](Index people) {
    return item(moving({.frames = 1, .people = people}, "TPJD", 2), 0);
  };
  const auto scores = [](Index people) {
    return item(test::moving_scores({.frames = 1, .people = people}, "TPJ"), 0);
  };
  const Records records = read_records(test::npz_source(
      {{"keypoints", test::objects({points(1), points(2)})},
       {"scores", test::objects({scores(1), scores(2)})},
       {"bboxes", test::objects({test::doubles({1, 4}, {0, 0, 900, 900}),
                                 test::doubles({2, 4}, {0, 0, 900, 900, 0, 0, 800, 800})})},
       {"track_ids", test::objects({test::doubles({1}, {4}), test::doubles({2}, {4, 9})})}}));
  const RawPerson& last = records.frames.at(1).people.at(1);
  BOOST_TEST(last.points[5].score == test::moving_score(5));
  BOOST_TEST(last.points[5].x == test::moving_x(0, 1, 5));
  BOOST_TEST(last.id.value() == 9);
  BOOST_TEST(last.box.value()[3] == 800);
  BOOST_TEST(records.frames[0].people[0].id.value() == 4);
}

BOOST_AUTO_TEST_CASE(keys_tell_the_frames) {
  const Value all = moving(kBody, "TJD", 3);
  Value by_number = Value::dict(), by_text = Value::dict(), by_name = Value::dict();
  for (Index t = 0; t < kBody.frames; ++t) {
    by_number.set(Value(t + 1), item(all, t));
    by_text.set(Value(fmt::format("{:04d}", t)), item(all, t));
    by_name.set(Value(fmt::format("img_{}.jpg", t)), Value::list({item(all, t)}));
  }
  for (const Value& frames : {by_number, by_text}) {
    const Records records = read_records(pickled(frames));
    check_moving(records, kBody, true);
    BOOST_TEST((records.keys == FrameKeys::numbers));
  }
  BOOST_TEST(read_records(pickled(by_number)).frames.at(2).number.value() == 3);
  const Records named = read_records(pickled(by_name));
  check_moving(named, kBody, true);
  BOOST_TEST((named.keys == FrameKeys::names));
  BOOST_TEST(named.frames.at(3).name == "img_3.jpg");
  Value by_word = Value::dict(), by_part = Value::dict();
  for (Index t = 0; t < kBody.frames; ++t) {
    by_word.set(Value(fmt::format("Frame_{:03d}", t)), Value::list({item(all, t)}));
    by_part.set(Value(fmt::format("part_{}", t)), item(all, t));
  }
  const Records worded = read_records(pickled(by_word));
  check_moving(worded, kBody, true);
  BOOST_TEST((worded.keys == FrameKeys::names));
  BOOST_CHECK_THROW(read_records(pickled(by_part)), DataError);
}

BOOST_AUTO_TEST_CASE(detections_that_say_their_frame_are_put_there) {
  const Value all = moving(kBody, "TJD", 3);
  std::vector<Value> detections;
  for (const Index t : {5, 1, 5, 0})
    detections.push_back(dict({{"frame_id", Value(t * 10)}, {"keypoints", item(all, t)}}));
  const Records records = read_records(pickled(Value::list(detections)));
  BOOST_TEST((records.keys == FrameKeys::numbers));
  BOOST_TEST_REQUIRE(records.frames.size() == 3U);
  BOOST_TEST(records.frames[0].number.value() == 50);
  BOOST_TEST(records.frames[0].people.size() == 2U);
  BOOST_TEST(records.frames[2].people.at(0).points[2].x == test::moving_x(0, 0, 2));
}

BOOST_AUTO_TEST_CASE(scores_are_of_people_where_there_are_as_many) {
  // Detectron2's Instances as a dict
  const auto frame = [](Index people, std::vector<double> scores) {
    return dict({{"pred_keypoints", item(moving({.frames = 1, .people = people}, "TPJD", 3), 0)},
                 {"scores", test::doubles({people}, scores)}});
  };
  const Records records =
      read_records(pickled(Value::list({frame(1, {0.9}), frame(2, {0.8, 0.7})})));
  BOOST_TEST(records.frames[0].people[0].score == 0.9);
  BOOST_TEST(records.frames[1].people[1].score == 0.7);
  BOOST_TEST(records.frames[1].people[1].points[5].score == test::moving_score(5));
}

BOOST_AUTO_TEST_CASE(a_frames_people_may_be_in_a_dict) {
  // MMPose's tools/test.py --dump; beside what was found stands what was annotated.
  const Value points = moving({.frames = 6, .people = 1}, "TPJD", 3);
  const Records records = read_records(pickled(Value::list(frames_of([&](Index t) {
    const Value annotated = dict({{"keypoints", item(moving({.frames = 9}, "TPJD", 3), 8)}});
    return dict({{"id", Value(std::int64_t{t})},
                 {"gt_instances", annotated},
                 {"pred_instances", dict({{"keypoints", item(points, t)}})}});
  }))));
  check_moving(records, kBody, true);
}

BOOST_AUTO_TEST_CASE(people_may_hold_their_frames) {
  // WHAM and VIBE: {id: {frame numbers, keypoints of these frames}}
  const auto person = [](std::vector<double> numbers, Index shift) {
    const auto count = static_cast<Index>(numbers.size());
    const Value points = moving({.frames = count + shift}, "TJD", 3);
    std::vector<Value> kept;
    for (Index t = 0; t < count; ++t) kept.push_back(item(points, t + shift));
    return dict(
        {{"frame_id", test::doubles({count}, numbers)},
         {"keypoints", Value::list(std::move(kept))},
         {"bbox", test::doubles({count, 4}, std::vector<double>(4 * numbers.size(), 900))}});
  };
  const auto check = [](const Records& records) {
    BOOST_TEST((records.keys == FrameKeys::numbers));
    std::vector<double> numbers;
    for (const RawFrame& frame : records.frames) numbers.push_back(frame.number.value());
    BOOST_TEST((numbers == std::vector<double>{3, 4, 5}));
    BOOST_TEST(records.frames[0].people.size() == 1U);
    BOOST_TEST_REQUIRE(records.frames[1].people.size() == 2U);
    BOOST_TEST(records.frames[1].people[0].id.value() == 7);
    BOOST_TEST(records.frames[1].people[1].id.value() == 8);
    BOOST_TEST(records.frames[1].people[0].points[5].x == test::moving_x(1, 0, 5));
    BOOST_TEST(records.frames[1].people[1].points[5].x == test::moving_x(2, 0, 5));
    BOOST_TEST(records.frames[2].people[0].id.value() == 8);
  };
  Value by_id = Value::dict(), by_text = Value::dict();
  by_id.set(Value(std::int64_t{7}), person({3, 4}, 0));
  by_id.set(Value(std::int64_t{8}), person({4, 5}, 2));
  by_text.set("7", person({3, 4}, 0));
  by_text.set("8", person({4, 5}, 2));
  check(read_records(pickled(by_id)));
  check(read_records(pickled(by_text)));
  // One frame number is that of a frame with all its people.
  Value by_frame = Value::dict();
  by_frame.set(Value(std::int64_t{7}),
               dict({{"frame_id", test::doubles({1}, {7})},
                     {"keypoints", moving({.frames = 2, .people = 1}, "TJD", 3)}}));
  BOOST_TEST(read_records(pickled(by_frame)).frames[0].people.size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_box_is_told_by_its_points) {
  const Value all = moving(kBody, "TJD", 3);
  const auto boxed = [&](std::vector<double> box) {
    return pickled(Value::list(frames_of([&](Index t) {
      return Value::list({dict({{"bbox", test::doubles({4}, box)}, {"keypoints", item(all, t)}})});
    })));
  };
  using Box = std::array<double, 4>;
  const auto box_of = [](const Records& records) { return records.frames[0].people[0].box; };
  BOOST_TEST((box_of(read_records(boxed({150, 90, 400, 450}))).value() == Box{150, 90, 400, 450}));
  const Source scored = pickled(Value::list(frames_of([&](Index t) {
    return Value::list({dict(
        {{"bbox", test::doubles({5}, {150, 90, 400, 450, 0.75})}, {"keypoints", item(all, t)}})});
  })));
  BOOST_TEST(read_records(scored).frames.at(1).people.at(0).score == 0.75);
  BOOST_TEST((box_of(read_records(boxed({150, 90, 200, 360}))).value() == Box{150, 90, 350, 450}));
  const Records elsewhere = read_records(boxed({900, 900, 50, 50}));
  BOOST_TEST(!box_of(elsewhere).has_value());
  BOOST_TEST(elsewhere.notes.at(0) == "the boxes lie elsewhere than the joints and are left out");
}

BOOST_AUTO_TEST_CASE(what_is_no_frame_is_named) {
  const Value all = moving(kBody, "TJD", 3);
  check_refused(pickled(Value::list({item(all, 0), test::doubles({3, 3}, std::vector<double>(9))})),
                "file: frame 1: an array (joints, 2 or 3) or (people, joints, 2 or 3) is wanted; "
                "found the shape (3, 3)");
  check_refused(pickled(Value::list({item(all, 0), Value("nobody")})),
                "file: frame 1: keypoints of people are wanted; found str");
  check_refused(pickled(Value::list({item(all, 0), dict({{"boxes", Value(1)}})})),
                "file: there is no 'keypoints'; it has: boxes");
  check_refused(pickled(Value::list({dict({{"keypoints", item(moving(kBody, "TJD", 2), 0)},
                                           {"scores", test::doubles({3}, {1, 1, 1})}})})),
                "file: frame 0: scores: a score for each of 17 joints is wanted; found (3,)");
  check_refused(pickled(Value::list({item(all, 0), item(moving(kBody, "TF", 3), 0),
                                     Value::list({item(all, 0)}), Value(1.5)})),
                "file: frame 3: keypoints of people are wanted; found float");
}

BOOST_AUTO_TEST_CASE(pickles_of_python_are_read) {
  const Value all = moving(kBody, "TJD", 3);
  const Value frames = Value::list(frames_of([&](Index t) {
    return Value::list({dict({{"keypoints", item(all, t)}, {"track_id", Value(t)}})});
  }));
  const Value read =
      formats::read_pickle(formats::Blob::copy_of(formats::write_pickle(frames)), "file").value;
  const Records records = read_records(pickled(read));
  check_moving(records, kBody, true);
  BOOST_TEST(records.frames.at(4).people.at(0).id.value() == 4);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
