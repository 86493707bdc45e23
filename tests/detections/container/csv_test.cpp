#include <boost/test/unit_test.hpp>

#include "pose/detections/container/text_tables.h"
#include "tests/detections/container/files.h"

namespace posegrad::test {
namespace {

using pose::detections::Table;
using Rows = std::vector<std::vector<std::string>>;

Table table_of(const std::string& text, const std::string& name = "table.csv") {
  const Document document = open_bytes(text, name);
  BOOST_TEST_REQUIRE((document.content == Content::table), text);
  return document.table;
}

BOOST_AUTO_TEST_SUITE(csv)

BOOST_AUTO_TEST_CASE(every_separator_gives_the_same_cells) {
  const Rows wanted{{"x", "y"}, {"1", "2.5"}, {"3", "4"}};
  for (const std::string separator : {",", ";", "\t", "|"})
    for (const std::string end : {"\n", "\r\n", "\r"}) {
      const auto row = [&](const std::string& a, const std::string& b) {
        return a + separator + b + end;
      };
      const std::string text = row("x", "y") + row("1", "2.5") + row("3", "4");
      BOOST_TEST((table_of(text).rows == wanted), text);
      // Not named as a table, it is one by its numbers.
      BOOST_TEST((table_of(text, "table.txt").rows == wanted), text);
    }
}

BOOST_AUTO_TEST_CASE(quotes_hold_what_would_part_cells) {
  const Rows wanted{{"a,b", "say \"x\"", "two\nlines"}, {"1", "2", "3"}};
  const Table table = table_of("\"a,b\",\"say \"\"x\"\"\", \"two\nlines\"\n1,\"2\",3\n");
  BOOST_TEST((table.rows == wanted));
  BOOST_TEST((table.lines == std::vector<Index>{1, 3}));
}

BOOST_AUTO_TEST_CASE(spreadsheets_say_their_separator) {
  BOOST_TEST((table_of("sep=;\nx;y\n1;2\n").rows == Rows{{"x", "y"}, {"1", "2"}}));
}

BOOST_AUTO_TEST_CASE(comments_empty_lines_and_empty_last_columns_go) {
  const Rows wanted{{"x", "y"}, {"1", "2"}, {"3", "4"}};
  BOOST_TEST((table_of("# made by hand\nx,y\n\n1,2\n# a pause\n3,4\n\n").rows == wanted));
  BOOST_TEST((table_of("x,y,\n1,2,\n3,4,\n").rows == wanted));
  BOOST_TEST((table_of("x,y\n1,2,\n3,4,\n").rows == wanted));
  // NumPy's savetxt writes its header so.
  BOOST_TEST((table_of("# x,y\n1,2\n3,4\n").rows == wanted));
}

BOOST_AUTO_TEST_CASE(decimal_commas_become_points_where_they_can_be_nothing_else) {
  BOOST_TEST((table_of("x;y\n1,5;2\n").rows == Rows{{"x", "y"}, {"1.5", "2"}}));
  BOOST_TEST((table_of("x;y\n1,500;2.5\n").rows == Rows{{"x", "y"}, {"1,500", "2.5"}}));
}

BOOST_AUTO_TEST_CASE(wrong_quotes_and_zero_bytes_are_refused) {
  check_refused("x,y\n1,\"2\n3,4\n", ": line 2, column 3: a quote that is not closed", "t.csv");
  check_refused("x,y\n\"1\"2,3\n", ": line 2, column 4: '2' behind a closed quote", "t.csv");
  // As a crash leaves it; zeros among the first few thousand bytes would be no text at all.
  std::string cut = "x,y\n";
  for (int i = 0; i < 5000; ++i) cut += "1,2\n";
  check_refused(cut + "3," + std::string(1, '\0'), ": line 5002, column 3: a zero byte", "t.csv");
}

BOOST_AUTO_TEST_CASE(cells_are_counted) {
  check_refused("1,2\n3,4\n5,6\n", ": more than the 5 values that are accepted of one source",
                "t.csv", {.values = 5});
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::test
