#include "apps/options/values.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <regex>
#include <system_error>

#include <fmt/format.h>

#include "apps/usage_error.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::apps {
namespace {

[[noreturn]] void fail(std::string_view option, std::string_view text, std::string_view wanted) {
  constexpr std::size_t kShown = 80;
  throw UsageError(fmt::format("{}: found '{}', expected {}", option,
                               pose::formats::printable(text, kShown), wanted));
}

std::string_view strip(std::string_view text) {
  constexpr std::string_view blanks = " \t\n\r\f\v";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// What std::from_chars takes of a text that `form` accepts: no underscores, no plus. Empty when it
/// does not match.
std::string plain_number(std::string_view text, const std::regex& form) {
  constexpr std::size_t kLongest = 1000;  // std::regex goes a call deeper with each digit
  std::string number(strip(text));
  if (number.size() > kLongest || !std::regex_match(number, form)) return {};
  std::erase(number, '_');
  if (number.front() == '+') number.erase(0, 1);
  return number;
}

template <class T>
T convert(std::string_view option, std::string_view text, const std::string& number,
          std::string_view wanted) {
  T value{};
  const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), value);
  if (error == std::errc::result_out_of_range)
    fail(option, text, fmt::format("{} that fits 64 bits", wanted));
  if (number.empty() || error != std::errc() || end != number.data() + number.size())
    fail(option, text, wanted);
  return value;
}

}  // namespace

bool is_negative_number(std::string_view text) {
  if (!text.starts_with('-')) return false;
  const auto is_digits = [](std::string_view part) {
    return std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
  };
  const std::string_view number = text.substr(1);
  const std::size_t point = std::min(number.find('.'), number.size());
  const std::string_view last = number.substr(std::min(point + 1, number.size()));
  return is_digits(number.substr(0, point)) && is_digits(last) &&
         !(point == number.size() ? number : last).empty();
}

Index parse_integer(std::string_view option, std::string_view text) {
  static const std::regex form(R"([+-]?\d(_?\d)*)");
  return convert<Index>(option, text, plain_number(text, form), "a whole number");
}

double parse_number(std::string_view option, std::string_view text) {
  static const std::regex form(
      R"([+-]?((\d(_?\d)*)(\.(\d(_?\d)*)?)?|\.\d(_?\d)*)(e[+-]?\d(_?\d)*)?|[+-]?(inf(inity)?|nan))",
      std::regex::icase);
  return convert<double>(option, text, plain_number(text, form), "a number");
}

double parse_rate(std::string_view option, std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return parse_number(option, text);
  constexpr std::string_view kWanted = "frames a second as in 25, 29.97 or 30000/1001";
  double above = 0, below = 0;
  try {
    above = parse_number(option, text.substr(0, slash));
    below = parse_number(option, text.substr(slash + 1));
  } catch (const UsageError&) {
    fail(option, text, kWanted);
  }
  if (!(above > 0 && below > 0 && std::isfinite(above) && std::isfinite(below)))
    fail(option, text, kWanted);
  return above / below;
}

std::vector<std::string> parse_list(std::string_view option, std::string_view text) {
  std::vector<std::string> items;
  if (text.empty()) return items;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    if (end == begin) fail(option, text, "a list like A,B,C without empty items");
    items.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return items;
}

}  // namespace posegrad::apps
