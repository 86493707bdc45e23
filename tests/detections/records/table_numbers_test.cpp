#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "tests/detections/records/array_documents.h"

namespace posegrad::pose::detections {
namespace {

using test::check_moving;
using test::read_records;
using test::reader_of;

constexpr test::Movement kBody{.frames = 6};

/// A row for each frame; `count` of the first, when rows are counted.
std::string rows(const std::string& separator, Index numbers, std::optional<int> count = {}) {
  std::string text;
  for (Index t = 0; t < kBody.frames; ++t) {
    std::string row = count ? fmt::format("{}", *count + t) : "";
    for (Index j = 0; j < kBody.joints; ++j) {
      row += fmt::format("{}{:.3f}{}{:.3f}", row.empty() ? "" : separator, test::moving_x(t, 0, j),
                         separator, test::moving_y(t, 0, j));
      if (numbers == 3) row += fmt::format("{}{}", separator, test::moving_score(j));
    }
    text += row + "\n";
  }
  return text;
}

BOOST_AUTO_TEST_SUITE(number_rows)

BOOST_AUTO_TEST_CASE(numbers_alone_are_frames) {
  for (const Index numbers : {2, 3}) {
    check_moving(read_records(test::table_source(rows(",", numbers))), kBody, numbers == 3, 1e-3);
    check_moving(read_records(test::text_source(rows(" ", numbers))), kBody, numbers == 3, 1e-3);
  }
  BOOST_TEST((read_records(test::table_source(rows(",", 3))).keys == FrameKeys::position));
}

BOOST_AUTO_TEST_CASE(a_column_that_counts_tells_the_frame) {
  const Records records = read_records(test::table_source(rows(",", 3, 7)));
  check_moving(records, kBody, true, 1e-3);
  BOOST_TEST((records.keys == FrameKeys::numbers));
  BOOST_TEST(records.frames.at(2).number.value() == 9);
  check_moving(read_records(test::text_source(rows("\t", 2, 0))), kBody, false, 1e-3);
}

BOOST_AUTO_TEST_CASE(other_rows_are_others) {
  BOOST_TEST(reader_of(test::table_source("1,2,3\n4,5,6\n")).empty());
  BOOST_TEST(reader_of(test::table_source(rows(",", 3) + "1,2\n")).empty());
  BOOST_TEST(reader_of(test::table_source(rows(",", 3) + "a" + rows(",", 3))).empty());
  // Each begins with a class.
  std::string people;
  for (int person = 0; person < 2; ++person) {
    people += "0 0.5 0.5 0.9 0.9";
    for (int k = 0; k < 51; ++k) people += fmt::format(" 0.{}", 1 + (k + person) % 9);
    people += "\n";
  }
  BOOST_TEST(reader_of(test::text_source(people)) == "Ultralytics and YOLOv7 text");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::pose::detections
