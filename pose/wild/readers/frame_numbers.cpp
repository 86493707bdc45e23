#include "pose/wild/readers/frame_numbers.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::readers {
namespace {

using Names = std::span<const std::string>;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Without folder and extension; ".000012" is none.
std::string stem_of(const std::string& name) {
  const std::filesystem::path path(name);
  const std::string extension = path.extension().string();
  const bool is_number =
      extension.size() > 1 && std::all_of(extension.begin() + 1, extension.end(), is_digit);
  return (is_number ? path.filename() : path.stem()).string();
}

/// The runs of digits of a name, the last one first.
std::vector<std::string> digit_runs(const std::string& name) {
  const std::string stem = stem_of(name);
  std::vector<std::string> runs;
  for (std::size_t end = stem.size(); end > 0; --end) {
    if (!is_digit(stem[end - 1])) continue;
    std::size_t begin = end;
    while (begin > 0 && is_digit(stem[begin - 1])) --begin;
    runs.push_back(stem.substr(begin, end - begin));
    end = begin + 1;
  }
  return runs;
}

Index number_of(const std::string& digits, const std::string& name, const std::string& source) {
  const std::size_t start = std::min(digits.find_first_not_of('0'), digits.size() - 1);
  if (digits.size() - start > 18) {
    throw DataError(fmt::format("{}: {}: the frame number {} is too large", source,
                                formats::printable(name), digits));
  }
  return std::stoll(digits.substr(start));
}

/// By the run of digits that is `at` runs from the end; nothing unless every name has one.
std::optional<std::vector<Index>> numbered_by(Names names, std::size_t at,
                                              const std::string& source) {
  std::vector<Index> numbers;
  for (const std::string& name : names) {
    const std::vector<std::string> runs = digit_runs(name);
    if (at >= runs.size()) return std::nullopt;
    numbers.push_back(number_of(runs[at], name, source));
  }
  return numbers;
}

/// The first name whose number another one has; its index, or nothing.
std::optional<std::pair<std::size_t, std::size_t>> clash(Names names,
                                                         const std::vector<Index>& numbers) {
  std::map<Index, std::size_t> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto [place, is_new] = seen.emplace(numbers[i], i);
    if (!is_new && names[place->second] != names[i]) return std::pair{place->second, i};
  }
  return std::nullopt;
}

std::vector<Index> in_alphabetical_order(Names names) {
  const std::set<std::string> sorted(names.begin(), names.end());
  std::map<std::string, Index> places;
  for (const std::string& name : sorted) places.emplace(name, static_cast<Index>(places.size()));
  std::vector<Index> numbers;
  for (const std::string& name : names) numbers.push_back(places.at(name));
  return numbers;
}

}  // namespace

std::vector<Index> frame_numbers(Names names, const std::string& source) {
  const auto last = numbered_by(names, 0, source);
  if (!last) {
    const bool none = std::ranges::all_of(
        names, [](const std::string& name) { return digit_runs(name).empty(); });
    if (none) return in_alphabetical_order(names);
    const auto bare = std::ranges::find_if(
        names, [](const std::string& name) { return digit_runs(name).empty(); });
    throw DataError(fmt::format("{}: {}: the name has no frame number, others have one", source,
                                formats::printable(*bare)));
  }
  const auto twice = clash(names, *last);
  if (!twice) return *last;
  // "0001_1080p": the size that ends every name is no frame number.
  for (std::size_t at = 1;; ++at) {
    const auto numbers = numbered_by(names, at, source);
    if (!numbers) break;
    if (!clash(names, *numbers)) return *numbers;
  }
  throw DataError(fmt::format("{}: frame {} comes twice: {} and {}", source, (*last)[twice->first],
                              formats::printable(names[twice->first]),
                              formats::printable(names[twice->second])));
}

}  // namespace posegrad::pose::readers
