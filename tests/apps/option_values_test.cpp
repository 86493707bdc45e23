#include <cmath>
#include <limits>

#include <boost/test/unit_test.hpp>

#include "apps/options/values.h"
#include "apps/usage_error.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

namespace posegrad::apps {
namespace {

BOOST_AUTO_TEST_SUITE(option_values)

BOOST_AUTO_TEST_CASE(integers_are_read_as_python_reads_them) {
  const std::vector<std::pair<std::string, Index>> good{
      {"0", 0},
      {"80", 80},
      {"-1", -1},
      {"+7", 7},
      {" 12\t", 12},
      {"1_000", 1000},
      {"007", 7},
      {"9223372036854775807", std::numeric_limits<Index>::max()},
      {"-9223372036854775808", std::numeric_limits<Index>::min()}};
  for (const auto& [text, value] : good) BOOST_TEST(parse_integer("-e", text) == value, text);
  for (const char* text :
       {"", " ", "x", "1.0", "1e3", "0x10", "1_", "_1", "1__0", "1 2", "--1", "+-1", "-", "1,"}) {
    test::check_throws<UsageError>(
        [&] { parse_integer("-e/--epochs", text); },
        std::string("-e/--epochs: found '") + text + "', expected a whole number");
  }
  test::check_throws<UsageError>(
      [] { parse_integer("-e", "9223372036854775808"); },
      "-e: found '9223372036854775808', expected a whole number that fits 64 bits");
}

BOOST_AUTO_TEST_CASE(texts_of_any_length_are_refused) {
  const std::string digits(200'000, '1');
  test::check_throws<UsageError>(
      [&] { parse_integer("-e", digits); },
      "-e: found '" + digits.substr(0, 80) + "...', expected a whole number");
  BOOST_CHECK_THROW(parse_number("-lr", digits + ".5"), UsageError);
  BOOST_TEST(is_negative_number("-" + digits));
}

BOOST_AUTO_TEST_CASE(negative_numbers_are_those_of_argparse) {
  for (const char* text : {"-1", "-12", "-.5", "-1.5", "-0.25"})
    BOOST_TEST(is_negative_number(text), text);
  for (const char* text : {"", "-", "-.", "-1.", "1", "-1e3", "-1.5x", "--1", "-x", "-1.2.3"})
    BOOST_TEST(!is_negative_number(text), text);
}

BOOST_AUTO_TEST_CASE(numbers_are_read_as_python_reads_them) {
  const std::vector<std::pair<std::string, double>> good{
      {"0.25", 0.25}, {".5", 0.5},        {"5.", 5},   {"1e-3", 0.001},   {"+1E+3", 1000},
      {" 0.1 ", 0.1}, {"1_0.0_1", 10.01}, {"-0.0", 0}, {"inf", HUGE_VAL}, {"-Infinity", -HUGE_VAL}};
  for (const auto& [text, value] : good) BOOST_TEST(parse_number("-lr", text) == value, text);
  BOOST_TEST(std::isnan(parse_number("-lr", "NaN")));
  for (const char* text :
       {"", "x", ".", "e5", "1e", "1.e+", "0x1p3", "1_.0", "._5", "0,1", "infinit", "1 0", "1f"}) {
    test::check_throws<UsageError>([&] { parse_number("-lr", text); },
                                   std::string("-lr: found '") + text + "', expected a number");
  }
}

BOOST_AUTO_TEST_CASE(a_rate_may_be_a_fraction) {
  BOOST_TEST(parse_rate("--fps", "25") == 25);
  BOOST_TEST(parse_rate("--fps", "29.97") == 29.97);
  BOOST_TEST(parse_rate("--fps", "30000/1001") == 30000.0 / 1001);
  BOOST_TEST(parse_rate("--fps", " 50 / 2 ") == 25);
  for (const std::string text : {"30/0", "0/0", "0/1", "-30/1", "30/-1", "30/", "/1", "a/b",
                                 "1/2/3", "inf/1", "nan/1", "1/inf", "/"})
    test::check_throws<UsageError>(
        [&] { parse_rate("--fps", text); },
        "--fps: found '" + text + "', expected frames a second as in 25, 29.97 or 30000/1001");
  test::check_throws<UsageError>([&] { parse_rate("--fps", "fast"); },
                                 "--fps: found 'fast', expected a number");
}

BOOST_AUTO_TEST_CASE(lists_are_split_at_commas) {
  BOOST_TEST(parse_list("-a", "Walk") == std::vector<std::string>{"Walk"},
             boost::test_tools::per_element());
  BOOST_TEST(parse_list("-a", "Walking 1,Sit") == (std::vector<std::string>{"Walking 1", "Sit"}),
             boost::test_tools::per_element());
  BOOST_TEST(parse_list("-a", "").empty());
  for (const char* text : {",", "A,", ",A", "A,,B"}) {
    test::check_throws<UsageError>(
        [&] { parse_list("-a", text); },
        std::string("-a: found '") + text + "', expected a list like A,B,C without empty items");
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace posegrad::apps
