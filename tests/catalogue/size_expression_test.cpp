#include "tensor/size_expression.h"

#include <boost/test/unit_test.hpp>

#include "tensor/error.h"
#include "tests/support/throws.h"

using namespace posegrad;

namespace {

const Sizes kSizes{{"N", 4}, {"C_in", 3}, {"has(r)", 1}, {"u", 0.5}};

}  // namespace

BOOST_AUTO_TEST_SUITE(size_expression)

BOOST_AUTO_TEST_CASE(values) {
  BOOST_TEST(evaluate("0", kSizes) == 0);
  BOOST_TEST(evaluate("2*N*C_in + 1", kSizes) == 25);
  BOOST_TEST(evaluate("2 * ( N + C_in )", kSizes) == 14);
  BOOST_TEST(evaluate("N - C_in - 1", kSizes) == 0);
  BOOST_TEST(evaluate("12/N/3", kSizes) == 1);
  BOOST_TEST(evaluate("N/C_in*3", kSizes) == 4);
  BOOST_TEST(evaluate("max(N, C_in, 2) + max(1, N*N)", kSizes) == 20);
  BOOST_TEST(evaluate("(2 + has(r))*N", kSizes) == 12);
  BOOST_TEST(evaluate("1/u", kSizes) == 2);
}

BOOST_AUTO_TEST_CASE(mistakes_are_shown) {
  const auto check = [](std::string_view expression, const std::string& message) {
    test::check_throws<ValueError>([&] { evaluate(expression, kSizes); }, message);
  };
  check("2*K", "'2*K', behind character 3: unknown name 'K'");
  check("has(x)", "'has(x)', behind character 5: unknown name 'has(x)'");
  check("2*(N + 1", "'2*(N + 1', behind character 8: expected ')'");
  check("2 N", "'2 N', behind character 2: expected the end or an operator");
  check("", "'', behind character 0: expected a number, a name or '('");
  check("2x", "'2x', behind character 2: expected a number");
}

BOOST_AUTO_TEST_CASE(parts) {
  BOOST_TEST(part_for("K + 2", "y") == "K + 2");
  const std::string_view text = "p: 14; m, v: 4*K ;q:1";
  BOOST_TEST(part_for(text, "p") == "14");
  BOOST_TEST(part_for(text, "m") == "4*K");
  BOOST_TEST(part_for(text, "v") == "4*K");
  BOOST_TEST(part_for(text, "q") == "1");
  BOOST_CHECK_THROW(part_for(text, "x"), ValueError);
}

BOOST_AUTO_TEST_SUITE_END()
