#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using test::check_moving;
using test::check_refused;
using test::Movement;
using test::read_records;
using test::table_source;

constexpr Movement kBody{.frames = 4}, kTwo{.frames = 4, .people = 2};

/// The rows of headers and data; `index` names the rows.
template <class Index_>
std::string table_of(const Movement& m, const std::string& blanks, Index_ index) {
  std::string scorer = "scorer" + blanks, individuals = "individuals" + blanks,
              bodyparts = "bodyparts" + blanks, coords = "coords" + blanks;
  for (Index p = 0; p < m.people; ++p)
    for (const std::string& joint : test::coco_names())
      for (const auto* coord : {"x", "y", "likelihood"}) {
        scorer += ",DLC";
        individuals += fmt::format(",mouse{}", p);
        bodyparts += "," + joint;
        coords += fmt::format(",{}", coord);
      }
  std::string text = scorer + "\n";
  if (m.people > 1) text += individuals + "\n";
  text += bodyparts + "\n" + coords + "\n";
  for (Index t = 0; t < m.frames; ++t) {
    text += index(t);
    for (Index p = 0; p < m.people; ++p)
      for (Index j = 0; j < m.joints; ++j)
        text += fmt::format(",{},{},{}", test::moving_x(t, p, j), test::moving_y(t, p, j),
                            test::moving_score(j));
    text += "\n";
  }
  return text;
}

std::string number(Index t) { return fmt::format("{}", t); }

BOOST_AUTO_TEST_SUITE(deeplabcut_tables)

BOOST_AUTO_TEST_CASE(headers_of_three_and_four_rows) {
  const Records one = read_records(table_source(table_of(kBody, "", number)));
  check_moving(one, kBody, true);
  BOOST_TEST(one.format == "DeepLabCut CSV");
  BOOST_TEST(one.names == test::coco_names());
  BOOST_TEST((one.keys == FrameKeys::from_zero));
  BOOST_TEST((one.units == Units::pixels));
  BOOST_TEST(one.frames.at(2).where == "line 6");
  const Records two = read_records(table_source(table_of(kTwo, "", number)));
  check_moving(two, kTwo, true);
  BOOST_TEST(two.frames.at(3).people.at(1).id.value() == 1);
}

BOOST_AUTO_TEST_CASE(labels_have_pictures_in_one_or_three_columns) {
  const Records three = read_records(table_source(table_of(
      kBody, ",,", [](Index t) { return fmt::format("labeled-data,clip,img{}.png", t); })));
  check_moving(three, kBody, true);
  BOOST_TEST((three.keys == FrameKeys::names));
  BOOST_TEST(three.frames.at(3).name == "img3.png");
  const Records one = read_records(table_source(
      table_of(kBody, "", [](Index t) { return fmt::format("labeled-data/clip/img{}.png", t); })));
  BOOST_TEST(one.frames.at(3).name == "labeled-data/clip/img3.png");
}

BOOST_AUTO_TEST_CASE(animals_may_have_other_parts_and_be_absent) {
  const Records records = read_records(table_source(
      "scorer,a,a,a,a,a,a\nindividuals,m1,m1,m1,m1,single,single\nbodyparts,nose,nose,tail,tail,"
      "corner,corner\ncoords,x,y,x,y,x,y\n0,1,2,3,4,5,6\n7,,,,,8,9\n"));
  BOOST_TEST((records.names == std::vector<std::string>{"nose", "tail", "corner"}));
  BOOST_TEST(records.frames.at(0).people.size() == 2U);
  BOOST_TEST_REQUIRE(records.frames.at(1).people.size() == 1U);
  const RawPerson& corner = records.frames[1].people[0];
  BOOST_TEST(corner.points.at(2).y == 9);
  BOOST_TEST(std::isnan(corner.points.at(0).x));
  BOOST_TEST(corner.id.value() == 1);
  BOOST_TEST(records.frames[1].number.value() == 7);
}

BOOST_AUTO_TEST_CASE(cells_that_are_no_numbers_are_named) {
  std::string text = table_of(kBody, "", number);
  text.replace(text.rfind(','), std::string::npos, ",much\n");
  check_refused(table_source(text),
                "file: line 7, column 'right_ankle likelihood': a number is wanted; found 'much'");
  check_refused(table_source("scorer,a,a\nbodyparts,nose,nose\ncoords,u,v\n0,1,2\n"),
                "file: columns x and y of body parts are wanted; there are none");
  BOOST_TEST(test::reader_of(table_source("scorer,a\nbodyparts,nose\n0,1\n")).empty());
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
