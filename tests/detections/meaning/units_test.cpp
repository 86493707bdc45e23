#include "pose/detections/meaning/units.h"

#include <cmath>
#include <ostream>

#include <boost/test/unit_test.hpp>

#include "pose/detections/meaning/picture_size.h"
#include "pose/detections/meaning/points.h"
#include "tensor/error.h"
#include "tests/detections/meaning/made_records.h"
#include "tests/support/throws.h"

namespace posegrad::pose::detections {

// For messages of Boost.Test.
static std::ostream& operator<<(std::ostream& out, Units units) {
  return out << "Units " << static_cast<int>(units);
}

namespace {

constexpr VideoSize kSize{640, 480};

/// Every point p becomes p * scale + shift.
Records scaled(Records records, double x, double y, double shift = 0) {
  for_each_found(records, [&](RawPoint& point) {
    point.x = point.x * x + shift;
    point.y = point.y * y + shift;
  });
  return records;
}
Records fractions(std::size_t frames = 10) {
  return scaled(test::walk(frames), 1 / 640.0, 1 / 480.0);
}

UnitsFound decide(const Records& records, std::optional<Units> told = {},
                  std::optional<VideoSize> size = kSize) {
  return decide_units(records, {.told = told, .size = size}, "a.json");
}
void check_refused(const Records& records, const std::string& beginning,
                   std::optional<Units> told = {}, std::optional<VideoSize> size = kSize) {
  BOOST_CHECK_EXCEPTION(decide(records, told, size), DataError, [&](const DataError& error) {
    BOOST_TEST(std::string(error.what()).starts_with("a.json: " + beginning), error.what());
    return true;
  });
}

BOOST_AUTO_TEST_SUITE(units)

BOOST_AUTO_TEST_CASE(pixels_and_fractions_are_told_apart) {
  BOOST_TEST(decide(test::walk(10)).units == Units::pixels);
  BOOST_TEST(decide(test::walk(10)).decision.note == "");
  const UnitsFound found = decide(fractions());
  BOOST_TEST(found.units == Units::fractions);
  BOOST_TEST(found.decision.result == "fractions of 640x480");
  BOOST_TEST(
      found.decision.note.starts_with("coordinates are taken as fractions of the picture: x "
                                      "goes from 0.13"));
  BOOST_TEST(found.decision.option == "--units");
  Records stated = fractions();
  stated.units = Units::fractions;
  BOOST_TEST(decide(stated).decision.note == "");
}

BOOST_AUTO_TEST_CASE(legs_below_the_picture_are_fractions_still) {
  Records records = fractions();
  for (RawFrame& frame : records.frames)
    for (const std::size_t joint : {13U, 14U, 15U, 16U}) frame.people[0].points[joint].y += 2.5;
  BOOST_TEST(decide(records).units == Units::fractions);
  // Somebody who leaves the picture to the left.
  BOOST_TEST(decide(scaled(test::walk(40), 1 / 640.0, 1 / 480.0, -0.16)).units == Units::fractions);
}

BOOST_AUTO_TEST_CASE(a_small_person_in_the_corner_has_pixels) {
  BOOST_TEST(decide(test::one_a_frame({test::standing(8, 9, 12)})).units == Units::pixels);
  // A stray point beside the origin is no fraction.
  Records records = test::walk(10);
  RawPerson stray = test::standing(0, 0);
  for (RawPoint& point : stray.points) point = {test::kNaN, test::kNaN, 0};
  stray.points[3] = {0.5, 1.25, 0.2};
  records.frames[4].people.push_back(stray);
  BOOST_TEST(decide(records).units == Units::pixels);
}

BOOST_AUTO_TEST_CASE(a_mixture_is_refused_with_a_place_of_each) {
  Records records = test::walk(10);
  records.frames[7].people[0] = fractions().frames[7].people[0];
  check_refused(records,
                "some coordinates are fractions of the picture, (0.198, 0.3294) at [7]: people: "
                "[0], others pixels, (102.2, 158.1) at [0]: people: [0]; --units pixels or --units "
                "fractions takes all as one of them");
  BOOST_TEST(decide(records, Units::pixels).units == Units::pixels);
}

BOOST_AUTO_TEST_CASE(numbers_that_are_neither_are_refused) {
  // x / w * 2 - 1, y / w * 2 - h / w: what the original gives its network.
  Records normalised = test::walk(40);
  for_each_found(normalised, [](RawPoint& point) {
    point = {point.x / 320 - 1, point.y / 320 - 0.75, point.score};
  });
  check_refused(normalised, "x goes from -0.");
  Records centred = test::one_a_frame(std::vector(5, test::standing(340, 200)));
  for_each_found(centred, [](RawPoint& point) {
    point = {point.x / 320 - 1, point.y / 320 - 0.75, point.score};
  });
  check_refused(centred, "x goes from ");  // a half of them is below 0
  BOOST_TEST(decide(normalised, Units::pixels).units == Units::pixels);
  const Records percent = scaled(test::walk(100), 100 / 640.0, 100 / 480.0);
  Records wide = percent;
  wide.frames[0].people[0].points[0].y = 1;
  wide.frames[0].people[0].points[1].y = 97;
  wide.frames[0].people[0].points[1].x = 3;
  check_refused(wide, "x goes from 3 to ");
  BOOST_TEST(decide(wide, {}, VideoSize{100, 100}).units == Units::pixels);
  BOOST_TEST(decide(wide, {}, std::nullopt).units == Units::pixels);
  BOOST_TEST(decide(wide, Units::pixels).units == Units::pixels);
  // Of somebody who stays in the middle they may as well be pixels.
  BOOST_TEST(decide(percent).units == Units::pixels);
  BOOST_TEST(decide(percent).decision.note.ends_with(
      "in pictures of 640x480: if they are percentages of it, --units percent says so"));
  Records told = percent;
  BOOST_TEST(decide(told, Units::percent).decision.result == "percentages of 640x480");
  check_refused(test::walk(100), "--units percent: x goes from ", Units::percent);
  check_refused(told, "coordinates are percentages of the picture, whose size", Units::percent,
                std::nullopt);
  to_pixels(told, kSize, 100);
  BOOST_TEST(std::abs(told.frames[3].people[0].points[9].y -
                      test::walk(100).frames[3].people[0].points[9].y) < 1e-9);
}

BOOST_AUTO_TEST_CASE(what_the_format_states_is_checked) {
  Records pixels = test::walk(5), small = fractions();
  pixels.units = Units::fractions;
  check_refused(pixels,
                "x goes from 85.25 to 129.2, y from 156.1 to 248.1, but fractions of the "
                "picture (0 to 1) are wanted in this format; --units pixels takes them as "
                "pixels");
  BOOST_TEST(decide(pixels, Units::pixels).units == Units::pixels);
  small.units = Units::pixels;
  const UnitsFound found = decide(small);
  BOOST_TEST(found.units == Units::fractions);
  BOOST_TEST(found.decision.note.starts_with(
      "coordinates are taken as fractions of the picture, though the format has pixels: "));
}

BOOST_AUTO_TEST_CASE(what_the_user_says_counts) {
  BOOST_TEST(decide(fractions(), Units::pixels).units == Units::pixels);
  check_refused(test::walk(5), "--units fractions: x goes from 85.25 to 129.2", Units::fractions);
  Records mixed = fractions();
  mixed.frames[3].people[0] = test::standing(300, 200);
  BOOST_TEST(decide(mixed, Units::fractions).units == Units::fractions);
}

BOOST_AUTO_TEST_CASE(fractions_need_a_size) {
  check_refused(fractions(),
                "coordinates are fractions of the picture, whose size is not known; give it with "
                "--size WIDTHxHEIGHT",
                {}, std::nullopt);
}

BOOST_AUTO_TEST_CASE(points_and_boxes_become_pixels) {
  Records records = fractions(1);
  records.frames[0].people[0].box = {0.25, 0.5, 0.75, 1};
  records.frames[0].people.push_back(records.frames[0].people[0]);
  records.frames[0].people[1].box = {160, 240, 480, 480};
  to_pixels(records, kSize);
  const RawPerson wanted = test::walk(1).frames[0].people[0];
  for (const RawPerson& person : records.frames[0].people) {
    BOOST_TEST((*person.box == std::array<double, 4>{160, 240, 480, 480}));
    for (std::size_t joint = 0; joint < 17; ++joint) {
      BOOST_TEST(std::abs(person.points[joint].x - wanted.points[joint].x) < 1e-9);
      BOOST_TEST(std::abs(person.points[joint].y - wanted.points[joint].y) < 1e-9);
    }
  }
}

BOOST_AUTO_TEST_CASE(sizes_of_pictures) {
  Records records = test::walk(3);
  const auto size = [&](std::optional<VideoSize> told = {}) {
    return stated_size(records, told, "a.json");
  };
  BOOST_TEST(!size());
  records.frames[1].size = kSize;
  BOOST_TEST(same_size(*size(), kSize));
  records.frames[2].size = VideoSize{640, 360};
  test::check_throws<DataError>(
      [&] { size(); },
      "a.json: [1]: a picture of 640x480, but a.json: [2] has one of 640x360; those of one video "
      "have the same size (--size WIDTHxHEIGHT says one for all)");
  BOOST_TEST(!size(kSize));
  records.size = VideoSize{320, 200};
  BOOST_TEST(same_size(*size(), VideoSize{320, 200}));
  records.size = VideoSize{0, 200};
  test::check_throws<DataError>([&] { size(); },
                                "a.json: a picture of 0x200 pixels; 1 to 100000 a side are wanted");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
