#include <map>

#include <boost/test/unit_test.hpp>

#include "tensor/contract.h"
#include "tensor/error.h"
#include "tests/support/throws.h"

using namespace posegrad;

namespace {

std::optional<double> some_sizes(std::string_view name) {
  static const std::map<std::string, double, std::less<>> sizes{
      {"N", 4}, {"C_in", 3}, {"has(r)", 1}, {"u", 0.5}};
  const auto size = sizes.find(name);
  if (size == sizes.end()) return std::nullopt;
  return size->second;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(size_expression)

BOOST_AUTO_TEST_CASE(values) {
  BOOST_TEST(evaluate("0", some_sizes) == 0);
  BOOST_TEST(evaluate("2*N*C_in + 1", some_sizes) == 25);
  BOOST_TEST(evaluate("2 * ( N + C_in )", some_sizes) == 14);
  BOOST_TEST(evaluate("N - C_in - 1", some_sizes) == 0);
  BOOST_TEST(evaluate("12/N/3", some_sizes) == 1);
  BOOST_TEST(evaluate("N/C_in*3", some_sizes) == 4);
  BOOST_TEST(evaluate("max(N, C_in, 2) + max(1, N*N)", some_sizes) == 20);
  BOOST_TEST(evaluate("(2 + has(r))*N", some_sizes) == 12);
  BOOST_TEST(evaluate("1/u", some_sizes) == 2);
}

BOOST_AUTO_TEST_CASE(mistakes_are_shown) {
  const auto check = [](std::string_view expression, const std::string& message) {
    test::check_throws<ValueError>([&] { evaluate(expression, some_sizes); }, message);
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
