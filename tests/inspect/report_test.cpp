#include "pose/inspect/report.h"

#include <limits>

#include <boost/test/unit_test.hpp>

#include "tests/inspect/reports.h"
#include "tests/support/run_checks.h"

using namespace posegrad;
using namespace posegrad::pose::inspection;

namespace {

Report small_report() {
  Report report{"a.json", "detections", {}, {"one thing"}, ""};
  report.section("frames").add("longest gap", 3, "3 in a row");
  report.section("frames").add("fps", nullptr);
  report.section("ids").add("tell people apart", true);
  return report;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(report)

BOOST_AUTO_TEST_CASE(table_and_json_come_from_the_same_facts) {
  const Report report = small_report();
  BOOST_TEST(report_text(report) ==
             "a.json: detections\n"
             "frames\n"
             "  longest gap        3 in a row\n"
             "  fps                not known\n"
             "ids\n"
             "  tell people apart  yes\n"
             "odd\n"
             "  - one thing");
  BOOST_TEST(report_json(report).dump() ==
             R"({"file":"a.json","kind":"detections","refused":null,)"
             R"("frames":{"longest_gap":3,"fps":null},"ids":{"tell_people_apart":true},)"
             R"("odd":["one thing"]})");
  test::check_same_content(report);
}

BOOST_AUTO_TEST_CASE(a_refusal_is_a_part_of_both) {
  Report report = small_report();
  report.refused = "a.json: no keypoints";
  BOOST_TEST(report_text(report).ends_with("refused\n  a.json: no keypoints"));
  BOOST_TEST(report_json(report)["refused"] == "a.json: no keypoints");
}

BOOST_AUTO_TEST_CASE(sections_without_facts_are_in_neither) {
  Report report = small_report();
  report.section("motion");
  BOOST_TEST(report_text(report).find("motion") == std::string::npos);
  BOOST_TEST(!report_json(report).contains("motion"));
  test::check_same_content(report);
}

BOOST_AUTO_TEST_CASE(numbers_that_json_lacks_are_not_known) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Report report;
  report.section("a").add("deep", {{"x", nan}, {"list", {1.5, nan}}});
  BOOST_TEST(report_json(report)["a"].dump() == R"({"deep":{"x":null,"list":[1.5,null]}})");
  BOOST_TEST(report_text(report).find("nan") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(lines_keep_to_100_columns_and_hold_no_control_characters) {
  Report report;
  std::string words = "a\x1b[31m";
  for (int i = 0; i < 60; ++i) words += " words";
  report.section("a").add("list", words);
  report.odd = {words};
  report.refused = words;
  const std::string text = report_text(report);
  BOOST_TEST(text.find('\x1b') == std::string::npos);
  for (const std::string& line : test::lines(text)) BOOST_TEST(line.size() <= 100U, line);
}

BOOST_AUTO_TEST_CASE(values_read_as_words) {
  BOOST_TEST(value_text(false) == "no");
  BOOST_TEST(value_text(0.123456) == "0.1235");
  BOOST_TEST(value_text(Json::array()) == "none");
  BOOST_TEST(value_text({1, 2}) == "1, 2");
  BOOST_TEST(value_text({{"a", 1}, {"b", "x"}}) == "a 1, b x");
  BOOST_TEST(list_text({"a", "b", "c"}, 2) == "a, b and 1 more");
  BOOST_TEST(percent_text(0.125) == "12.5 %");
}

BOOST_AUTO_TEST_SUITE_END()
