#include <boost/test/unit_test.hpp>

#include "pose/detections/meaning/axes.h"
#include "pose/detections/meaning/picture_size.h"
#include "tensor/error.h"
#include "tests/detections/meaning/made_records.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {
namespace {

constexpr VideoSize kShown{270, 480}, kFilmed{480, 270};

/// Somebody who stands in a picture of 270 x 480.
Detections upright() {
  std::vector<RawPerson> people;
  for (int i = 0; i < 20; ++i) people.push_back(test::standing(130 + i, 250, 300));
  people[3].box = {60, 100, 200, 400};
  return test::read(test::one_a_frame(people));
}

/// What a detector says that saw the picture of `shown` turned by that much clockwise.
Detections seen_turned(Index degrees, const VideoSize& shown = kShown) {
  Detections detections = upright();
  const auto w = static_cast<double>(shown.width), h = static_cast<double>(shown.height);
  const auto turn = [&](double& x, double& y) {
    const double a = x, b = y;
    if (degrees == 90) x = h - b, y = a;
    if (degrees == 180) x = w - a, y = h - b;
    if (degrees == 270) x = b, y = w - a;
  };
  for (DetectedFrame& frame : detections.frames)
    for (DetectedPerson& person : frame.people) {
      for (DetectedKeypoint& k : person.keypoints) turn(k.x, k.y);
      if (!person.box) continue;
      Box& box = *person.box;
      turn(box.x1, box.y1);
      turn(box.x2, box.y2);
      box = {std::min(box.x1, box.x2), std::min(box.y1, box.y2), std::max(box.x1, box.x2),
             std::max(box.y1, box.y2)};
    }
  return detections;
}

void check_same(const Detections& found, const Detections& wanted) {
  for (std::size_t f = 0; f < wanted.frames.size(); ++f) {
    const DetectedPerson &a = found.frames[f].people[0], &b = wanted.frames[f].people[0];
    for (std::size_t j = 0; j < 17; ++j) {
      BOOST_TEST(std::abs(a.keypoints[j].x - b.keypoints[j].x) < 1e-9);
      BOOST_TEST(std::abs(a.keypoints[j].y - b.keypoints[j].y) < 1e-9);
    }
    if (!b.box) continue;
    BOOST_TEST(std::abs(a.box->x1 - b.box->x1) < 1e-9);
    BOOST_TEST(std::abs(a.box->y1 - b.box->y1) < 1e-9);
    BOOST_TEST(std::abs(a.box->x2 - b.box->x2) < 1e-9);
    BOOST_TEST(std::abs(a.box->y2 - b.box->y2) < 1e-9);
  }
}

Index degrees_of(const Detections& detections, const TurnedOptions& options) {
  return decide_turned(detections, options, "a.json").degrees;
}
std::string note_of(const Detections& detections, const TurnedOptions& options) {
  return decide_turned(detections, options, "a.json").decision.note;
}

BOOST_AUTO_TEST_SUITE(turned)

BOOST_AUTO_TEST_CASE(turning_back_gives_what_is_shown) {
  for (const Index degrees : {0, 90, 180, 270}) {
    Detections detections = seen_turned(degrees);
    turn_back(detections, degrees, degrees % 180 == 0 ? kShown : kFilmed, kShown);
    check_same(detections, upright());
  }
}

BOOST_AUTO_TEST_CASE(what_the_user_says_counts) {
  for (const Index degrees : {0, 90, 180, 270}) {
    BOOST_TEST(degrees_of(upright(), {.told = degrees, .shown = kShown}) == degrees);
    BOOST_TEST(note_of(upright(), {.told = degrees, .shown = kShown}) == "");
  }
  test::check_throws<DataError>([] { decide_turned(upright(), {.told = 90}, "a.json"); },
                                "--turned 90: a.json: the size of the video's pictures is not "
                                "known; give it with --size WIDTHxHEIGHT");
}

BOOST_AUTO_TEST_CASE(upright_people_are_left) {
  BOOST_TEST(degrees_of(upright(), {}) == 0);
  for (const Index rotation : {0, 90, 180, 270}) {
    const TurnedOptions options{.shown = kShown, .rotation = rotation};
    BOOST_TEST(degrees_of(upright(), options) == 0);
    BOOST_TEST(note_of(upright(), options) == "");
  }
}

BOOST_AUTO_TEST_CASE(a_detector_that_ignored_the_phones_turn) {
  // Frames that are turned by 90 degrees clockwise to be shown are the shown ones turned by 270.
  for (const Index rotation : {90, 180, 270}) {
    const Detections seen = seen_turned(360 - rotation);
    const Turned found = decide_turned(seen, {.shown = kShown, .rotation = rotation}, "a.json");
    BOOST_TEST(found.degrees == 360 - rotation);
    BOOST_TEST(found.decision.option == "--turned");
    BOOST_TEST(found.decision.note.find("(--turned)") != std::string::npos);
  }
  BOOST_TEST(note_of(seen_turned(270), {.shown = kShown, .rotation = 90}) ==
             "keypoints lie outside of the picture of 270x480, but within 480x270: they are taken "
             "as of the video without its own turn, 270 degrees clockwise of what is shown "
             "(--turned)");
  // Other programs read the turn of the same file with the other sign.
  BOOST_TEST(degrees_of(seen_turned(270), {.shown = kShown, .rotation = 270}) == 270);
}

BOOST_AUTO_TEST_CASE(swapped_sizes_of_file_and_video) {
  for (const Index degrees : {90, 270})
    BOOST_TEST(degrees_of(seen_turned(degrees), {.stated = kFilmed, .shown = kShown}) == degrees);
  BOOST_TEST(degrees_of(seen_turned(270), {.stated = kFilmed, .shown = kShown, .rotation = 90}) ==
             270);
  test::check_throws<DataError>(
      [] { decide_turned(upright(), {.stated = kFilmed, .shown = kShown}, "a.json"); },
      "a.json: its pictures have 480x270, the video's 270x480, and nothing says which way they "
      "were turned; --turned 90 or --turned 270 does, and --size WIDTHxHEIGHT where they were not");
  // What states the shown size was made of shown pictures: somebody lies there.
  const TurnedOptions lying{.stated = kShown, .shown = kShown, .rotation = 90};
  BOOST_TEST(degrees_of(seen_turned(270), lying) == 0);
}

BOOST_AUTO_TEST_CASE(people_who_lie_are_worth_a_word) {
  const TurnedOptions square{.shown = VideoSize{480, 480}};
  BOOST_TEST(degrees_of(seen_turned(90), square) == 0);
  BOOST_TEST(
      note_of(seen_turned(90), square) ==
      "most people lie on their sides: --axes yx says that y comes first, --turned 90 that the "
      "detector saw the picture turned");
  BOOST_TEST(
      note_of(seen_turned(180), square) ==
      "most people stand on their heads: --axes y-up says that y is counted from the bottom, "
      "--turned 180 that the detector saw the picture turned");
}

BOOST_AUTO_TEST_CASE(fractions_never_lie_outside_but_people_lie) {
  const VideoSize square{480, 480};
  BOOST_TEST(degrees_of(seen_turned(270, square),
                        {.shown = square, .rotation = 90, .fractions = true}) == 270);
}

const SaidSize kSaid{kShown, "--size says"};

std::string note_of(const Detections& detections, const VideoSize& size) {
  return decide_outside(detections, SaidSize{size, "--size says"}, "a.json").note;
}

BOOST_AUTO_TEST_CASE(points_outside_are_counted) {
  Detections detections = upright();
  BOOST_TEST(share_outside(detections, kShown) == 0);
  BOOST_TEST(decide_outside(detections, kSaid, "a.json").note == "");
  BOOST_TEST(decide_outside(detections, std::nullopt, "a.json").note == "");
  for (std::size_t f = 0; f < 5; ++f)
    for (std::size_t j = 0; j < 8; ++j) detections.frames[f].people[0].keypoints[j].x = 276;
  BOOST_TEST(std::abs(share_outside(detections, kShown) - 40.0 / 340) < 1e-12);
  BOOST_TEST(
      decide_outside(detections, kSaid, "a.json").note ==
      "12 % of the keypoints lie outside of the picture: they reach 276 pixels to the right, "
      "but --size says 270x480; 360x640 would hold them (--size)");
  detections.frames[0].people[0].keypoints[0].x = 275;  // by less than 2 %
  BOOST_TEST(std::abs(share_outside(detections, kShown) - 39.0 / 340) < 1e-12);
  test::check_throws<DataError>(
      [&] {
        decide_outside(detections, SaidSize{{32, 24}, "--size says"}, "a.json");
      },
      "a.json: all keypoints lie outside of the picture of 32x24; it is not of this size (--size), "
      "or the keypoints are of another video");
}

BOOST_AUTO_TEST_CASE(what_lies_left_of_the_picture_asks_for_its_size) {
  Detections detections = upright();
  for (DetectedFrame& frame : detections.frames)
    for (std::size_t j = 0; j < 8; ++j) frame.people[0].keypoints[j].x = -90;
  BOOST_TEST(note_of(detections, kShown) ==
             "47 % of the keypoints lie outside of the picture; --size says 270x480: is this the "
             "video's size? (--size)");
}

// Of 340 keypoints 6 are behind the edge.
Detections with_few_outside(double their_score) {
  Detections detections = upright();
  for (DetectedFrame& frame : detections.frames)
    for (DetectedKeypoint& keypoint : frame.people[0].keypoints) keypoint.confidence = 0.8;
  detections.frames[0].people[0].keypoints[0].confidence = 0.9;  // scores that differ
  for (std::size_t f = 0; f < 6; ++f) {
    detections.frames[f].people[0].keypoints[15].y = 500;
    detections.frames[f].people[0].keypoints[15].confidence = their_score;
  }
  return detections;
}

BOOST_AUTO_TEST_CASE(a_few_outside_count_where_the_detector_saw_them) {
  BOOST_TEST(note_of(with_few_outside(0.8), kShown) ==
             "2 % of the keypoints lie outside of the picture: they reach 500 pixels down, but "
             "--size says 270x480; 360x640 would hold them (--size)");
  BOOST_TEST(note_of(with_few_outside(0.2), kShown) == "");  // feet that the edge cut off
}

BOOST_AUTO_TEST_CASE(people_in_the_upper_left_quarter_alone_are_odd) {
  Detections detections = upright();
  while (detections.frames.size() < 40) detections.frames.push_back(detections.frames.back());
  const Reach reach = reach_of(detections);
  BOOST_TEST(reach.right < 270);
  BOOST_TEST(reach.down < 480);
  BOOST_TEST(note_of(detections, {1080, 1920})
                 .starts_with("all keypoints lie in the upper left quarter of the picture: they "
                              "reach "));
  BOOST_TEST(note_of(detections, {1080, 1920})
                 .ends_with("and --size says 1080x1920; 360x640 would "
                            "hold them (--size)"));
  Detections few = detections;
  few.frames.resize(39);
  BOOST_TEST(note_of(few, {1080, 1920}) == "");
}

BOOST_AUTO_TEST_CASE(the_size_that_holds_is_a_usual_one) {
  const auto size = [](double right, double down) {
    return size_text(size_that_holds({right, down}));
  };
  BOOST_TEST(size(1019, 1904) == "1080x1920");
  BOOST_TEST(size(1900, 1079.5) == "1920x1080");
  BOOST_TEST(size(100, 90) == "640x360");
  BOOST_TEST(size(9000.5, 100) == "9001x100");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
