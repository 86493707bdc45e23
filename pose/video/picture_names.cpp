#include "pose/video/picture_names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <compare>
#include <filesystem>
#include <map>
#include <utility>

#include <fmt/format.h>
#include <fnmatch.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using formats::printable;

/// Digits without the zeros before them: they compare as numbers of any size.
struct Number {
  std::string digits;
  std::strong_ordering operator<=>(const Number& other) const {
    if (digits.size() != other.digits.size()) return digits.size() <=> other.digits.size();
    return digits <=> other.digits;
  }
  bool operator==(const Number&) const = default;
};

struct Name {
  std::string whole;
  std::string frame;  // its ending aside, '0' for each number: the same for pictures of a series
  std::vector<Number> numbers;
};

Name parse(std::string whole) {
  Name name;
  const std::string stem = std::filesystem::path(whole).stem().string();
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < stem.size();) {
    if (!is_digit(stem[i])) {
      name.frame += stem[i++];
      continue;
    }
    std::size_t end = i;
    while (end < stem.size() && is_digit(stem[end])) ++end;
    while (i + 1 < end && stem[i] == '0') ++i;
    name.numbers.push_back({stem.substr(i, end - i)});
    name.frame += '0';
    i = end;
  }
  name.whole = std::move(whole);
  return name;
}

bool without_numbers(const std::vector<Name>& names) {
  return std::ranges::all_of(names, [](const Name& name) { return name.numbers.empty(); });
}

/// The most frequent frame and somebody who has another.
void require_one_series(const std::vector<Name>& names, const std::string& source) {
  std::map<std::string, Index> counts;
  for (const Name& name : names) ++counts[name.frame];
  if (counts.size() < 2) return;
  const std::string usual =
      std::ranges::max_element(counts, {}, [](const auto& entry) { return entry.second; })->first;
  const auto one = std::ranges::find(names, usual, &Name::frame);
  const auto other =
      std::ranges::find_if(names, [&](const Name& name) { return name.frame != usual; });
  throw DataError(
      fmt::format("{}: holds {} and {}, which are not of one series; a pattern such as "
                  "FOLDER/frame_%05d.jpg names the pictures of one",
                  source, printable(one->whole), printable(other->whole)));
}

/// Places of the numbers that are not the same in all names.
std::vector<std::size_t> differing(const std::vector<Name>& names) {
  const std::vector<Number>& first = names.front().numbers;
  std::vector<std::size_t> places;
  for (std::size_t k = 0; k < first.size(); ++k)
    if (std::ranges::any_of(names, [&](const Name& name) { return name.numbers[k] != first[k]; }))
      places.push_back(k);
  if (names.size() == 1 && !first.empty()) places.push_back(first.size() - 1);
  return places;
}

/// The only number that differs; nothing else can be counted.
std::vector<Index> counted(const std::vector<Name>& names) {
  const std::vector<std::size_t> places = differing(names);
  if (places.size() != 1) return {};
  std::vector<Index> numbers;
  for (const Name& name : names) {
    const std::string& digits = name.numbers[places.front()].digits;
    Index number = 0;
    if (std::from_chars(digits.data(), digits.data() + digits.size(), number).ec != std::errc())
      return {};
    numbers.push_back(number);
  }
  return numbers;
}

std::string uncounted(const std::vector<Name>& names) {
  return differing(names).size() == 1
             ? "the numbers of its pictures are too large to count: they are taken in their order"
             : "the names of its pictures differ in several numbers: they are taken by all of them "
               "in turn";
}

/// The first numbers that are missing, where most follow each other.
std::string gaps(const std::vector<Index>& numbers) {
  const auto count = static_cast<Index>(numbers.size());
  if (count < 2) return "";
  std::vector<Index> steps;
  for (std::size_t i = 1; i < numbers.size(); ++i) steps.push_back(numbers[i] - numbers[i - 1]);
  const auto [least, most] = std::ranges::minmax(steps);
  const std::string taken = "those that are there are taken one after the other";
  if (least == most)
    return most == 1 ? ""
                     : fmt::format("its pictures are numbered {} apart ({}, {}, ...): {}", most,
                                   numbers[0], numbers[1], taken);
  constexpr Index kNamed = 5;
  std::string missing;
  Index named = 0;
  for (std::size_t i = 1; i < numbers.size() && named < kNamed; ++i)
    for (Index n = numbers[i - 1] + 1; n < numbers[i] && named < kNamed; ++n, ++named)
      missing += fmt::format("{}{}", named == 0 ? "" : ", ", n);
  const Index all = numbers.back() - numbers.front() + 1 - count;
  return fmt::format(
      "its pictures are numbered {} to {}, but {} of these numbers {} missing ({}{}): {}",
      numbers.front(), numbers.back(), all, all == 1 ? "is" : "are", missing,
      all > kNamed ? ", ..." : "", taken);
}

}  // namespace

PictureOrder order_pictures(std::vector<std::string> names, const std::string& source) {
  PictureOrder order;
  if (names.empty()) return order;
  std::vector<Name> parsed;
  for (std::string& name : names) parsed.push_back(parse(std::move(name)));
  const bool by_alphabet = without_numbers(parsed);
  if (!by_alphabet) require_one_series(parsed, source);
  std::ranges::sort(parsed, [](const Name& a, const Name& b) {
    return a.numbers != b.numbers ? a.numbers < b.numbers : a.whole < b.whole;
  });
  const auto twice = std::ranges::adjacent_find(
      parsed, [](const Name& a, const Name& b) { return a.numbers == b.numbers; });
  if (!by_alphabet && twice != parsed.end())
    throw DataError(fmt::format("{}: {} and {} have the same number; one picture a frame is wanted",
                                source, printable(twice->whole), printable((twice + 1)->whole)));
  order.numbers = counted(parsed);
  if (by_alphabet && parsed.size() > 1)
    order.note =
        fmt::format("its pictures have no numbers: they are taken by the alphabet, {} to {}",
                    printable(parsed.front().whole), printable(parsed.back().whole));
  else if (order.numbers.empty())
    order.note = fmt::format("{}, {} to {}", uncounted(parsed), printable(parsed.front().whole),
                             printable(parsed.back().whole));
  else
    order.note = gaps(order.numbers);
  for (Name& name : parsed) order.names.push_back(std::move(name.whole));
  return order;
}

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<PicturePattern> PicturePattern::parse(std::string_view name) {
  PicturePattern pattern;
  std::array<std::string, 2> parts;
  std::size_t numbers = 0;
  for (std::size_t i = 0; i < name.size(); ++i) {
    std::string& part = parts[std::min<std::size_t>(numbers, 1)];
    if (name[i] != '%') {
      part += name[i];
      continue;
    }
    if (i + 1 < name.size() && name[i + 1] == '%') {
      part += name[++i];
      continue;
    }
    std::size_t end = i + 1, width = 0;
    for (; end < name.size() && is_digit(name[end]) && width < 100; ++end)
      width = 10 * width + static_cast<std::size_t>(name[end] - '0');
    if (end == name.size() || name[end] != 'd') {
      part += name[i];
      continue;
    }
    pattern.digits_ = width;
    ++numbers;
    i = end;
  }
  if (numbers == 1) {
    pattern.before_ = parts[0];
    pattern.behind_ = parts[1];
    return pattern;
  }
  if (numbers > 1 || name.find_first_of("*?") == std::string_view::npos) return {};
  pattern.wildcards_ = name;
  return pattern;
}

bool PicturePattern::matches(const std::string& name) const {
  return wildcards_.empty()
             ? matches_number(name)
             : ::fnmatch(wildcards_.c_str(), name.c_str(), FNM_PERIOD | FNM_NOESCAPE) == 0;
}

bool PicturePattern::matches_number(std::string_view name) const {
  if (name.size() <= before_.size() + behind_.size() || !name.starts_with(before_) ||
      !name.ends_with(behind_))
    return false;
  name.remove_prefix(before_.size());
  name.remove_suffix(behind_.size());
  const std::size_t least = std::max<std::size_t>(digits_, 1);
  if (!std::ranges::all_of(name, is_digit) || name.size() < least) return false;
  return name.size() == least || name.front() != '0';
}

}  // namespace posegrad::pose
