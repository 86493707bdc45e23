#include <cmath>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/records/json/arrange.h"
#include "tests/detections/records/json_sources.h"

namespace posegrad::pose::detections {
namespace {

using test::check_points;
using test::counts;
using test::read_records;
using Counts = std::vector<std::size_t>;

/// Persons that are 17 x 34 large.
std::string list_of(int count, double step, const std::string& separator = ",") {
  std::string text;
  for (int i = 0; i < count; ++i) text += (i == 0 ? "" : separator) + test::rows(100 + step * i);
  return text;
}

BOOST_AUTO_TEST_SUITE(json_arrange)

BOOST_AUTO_TEST_CASE(a_list_of_one_person_after_the_other_is_a_film) {
  const Records film = read_records("[" + list_of(12, 2) + "]");
  BOOST_TEST(film.frames.size() == 12U);
  check_points(film.frames[11].people[0], 122);
  BOOST_CHECK(film.keys == FrameKeys::position);
  BOOST_TEST(film.notes.front() ==
             "a list of 12 people, each of whom stands where the one before stood: taken as one "
             "person in 12 frames");
  BOOST_TEST(read_records("[" + list_of(3, 2) + "]").frames.size() == 3U);
}

BOOST_AUTO_TEST_CASE(people_who_stand_apart_are_a_picture) {
  BOOST_TEST((counts(read_records("[" + list_of(12, 20) + "]")) == Counts{12}));
  BOOST_TEST((counts(read_records("[" + list_of(2, 0) + "]")) == Counts{2}));
  // One of few who stands apart is enough.
  BOOST_TEST(
      (counts(read_records("[" + list_of(4, 2) + "," + test::rows(500) + "]")) == Counts{5}));
}

BOOST_AUTO_TEST_CASE(a_film_may_leap_and_lose_its_person) {
  const std::string text = R"([{"score":0.5,"kpts":)" + list_of(9, 2, R"(},{"score":0.5,"kpts":)") +
                           R"(},{"score":0,"kpts":[]},{"score":0.5,"kpts":)" + test::rows(500) +
                           "}]";
  const Records film = read_records(text);
  BOOST_TEST((counts(film) == Counts{1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1}));
  check_points(film.frames[10].people[0], 500);
}

BOOST_AUTO_TEST_CASE(a_dict_by_person_and_frame_is_turned) {
  std::string first, second;
  for (int i = 0; i < 10; ++i) {
    const char* comma = i == 0 ? "" : ",";
    first +=
        fmt::format(R"({}"{}":{{"keypoints":{}}})", comma, 5 + i, test::flat_triples(100 + 2 * i));
    second +=
        fmt::format(R"({}"{}":{{"keypoints":{}}})", comma, 7 + i, test::flat_triples(900 + 2 * i));
  }
  const Records records = read_records(fmt::format(R"({{"1":{{{}}},"2":{{{}}}}})", first, second));
  BOOST_CHECK(records.keys == FrameKeys::numbers);
  BOOST_TEST((counts(records) == Counts{1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 1, 1}));
  BOOST_TEST((records.frames[2].number == 7.0));
  check_points(records.frames[2].people[1], 900);
  BOOST_TEST((records.frames[2].people[1].id == 2.0));
  // By frame and person it stands as it is.
  const Records plain =
      read_records(fmt::format(R"({{"1":{{"3":{{"keypoints":{0}}},"4":{{"keypoints":{1}}}}},)"
                               R"("2":{{"3":{{"keypoints":{0}}},"4":{{"keypoints":{1}}}}}}})",
                               test::flat_triples(100), test::flat_triples(900)));
  BOOST_TEST((counts(plain) == Counts{2, 2}));
  BOOST_TEST((plain.frames[1].people[1].id == 4.0));
}

BOOST_AUTO_TEST_CASE(units_that_the_numbers_contradict_are_not_stated) {
  const auto units = [](Units stated, double x) {
    Records records;
    records.frames.resize(1);
    records.frames[0].people.resize(1);
    records.frames[0].people[0].points = {{x, x / 2, 1}, {NAN, NAN, 0}, {0, 0, 0}};
    return plausible_units(stated, records);
  };
  BOOST_CHECK(units(Units::pixels, 300) == Units::pixels);
  BOOST_CHECK(units(Units::pixels, 0.3) == Units::unknown);
  BOOST_CHECK(units(Units::fractions, 0.3) == Units::fractions);
  BOOST_CHECK(units(Units::fractions, 300) == Units::unknown);
  BOOST_CHECK(units(Units::unknown, 300) == Units::unknown);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
