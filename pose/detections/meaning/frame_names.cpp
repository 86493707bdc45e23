#include <algorithm>
#include <array>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "pose/detections/meaning/frame_numbers.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using Names = std::span<const std::string>;
using Clash = std::pair<std::size_t, std::size_t>;  // places of two names

constexpr std::size_t kMostDigits = 18;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// "json", "mp4"; ".000012" and ".b12" are none.
bool is_ending(std::string_view word) {
  constexpr std::array<std::string_view, 8> kWithDigits{"mp4", "3gp",  "jp2",  "h264",
                                                        "h5",  "hdf5", "h265", "bz2"};
  return (!word.empty() && word.size() <= 5 && std::ranges::all_of(word, is_letter)) ||
         std::ranges::find(kWithDigits, word) != kWithDigits.end();
}

/// Roboflow puts a hash behind a picture's name: "clip-0004_jpg.rf.1f0a...".
std::string_view without_hash(std::string_view stem) {
  const std::size_t mark = stem.rfind(".rf.");
  if (mark == std::string_view::npos) return stem;
  const std::string_view hash = stem.substr(mark + 4);
  const bool is_hash = hash.size() >= 16 && std::ranges::all_of(hash, [](char c) {
                         return is_digit(c) || is_letter(c);
                       });
  return is_hash ? stem.substr(0, mark) : stem;
}

std::string_view stem_of(std::string_view name) {
  const std::size_t slash = name.find_last_of("/\\");
  if (slash != std::string_view::npos && slash + 1 < name.size()) name.remove_prefix(slash + 1);
  for (;;) {
    const std::size_t dot = name.find_last_of('.');
    if (dot == std::string_view::npos || dot == 0 || !is_ending(name.substr(dot + 1)))
      return without_hash(name);
    name = name.substr(0, dot);
  }
}

/// The runs of digits of a name, the last one first, without leading zeros.
std::vector<std::string_view> digit_runs(std::string_view name) {
  const std::string_view stem = stem_of(name);
  std::vector<std::string_view> runs;
  for (std::size_t end = stem.size(); end > 0;) {
    if (!is_digit(stem[end - 1])) {
      --end;
      continue;
    }
    std::size_t begin = end;
    while (begin > 0 && is_digit(stem[begin - 1])) --begin;
    const std::string_view digits = stem.substr(begin, end - begin);
    runs.push_back(digits.substr(std::min(digits.find_first_not_of('0'), digits.size() - 1)));
    end = begin;
  }
  return runs;
}

/// Two different names of the same number.
template <class Number>
std::optional<Clash> clash(Names names, const std::vector<Number>& numbers) {
  std::vector<std::size_t> order(names.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return numbers[i]; });
  std::optional<Clash> first;
  for (std::size_t i = 1; i < order.size(); ++i) {
    const std::size_t a = order[i - 1], b = order[i];
    if (numbers[a] != numbers[b] || names[a] == names[b]) continue;
    if (!first || b < first->second) first = {a, b};
  }
  return first;
}

std::vector<Index> in_alphabetical_order(Names names) {
  std::vector<std::string_view> sorted(names.begin(), names.end());
  std::ranges::sort(sorted);
  sorted.erase(std::unique(sorted.begin(), sorted.end()), sorted.end());
  std::vector<Index> numbers;
  for (const std::string& name : names)
    numbers.push_back(std::ranges::lower_bound(sorted, std::string_view(name)) - sorted.begin());
  return numbers;
}

/// The numbers of the same place of all names. Throws DataError for one of too many digits.
std::vector<Index> as_numbers(Names names, const std::vector<std::string_view>& digits,
                              const std::string& source) {
  std::vector<Index> numbers;
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (digits[i].size() > kMostDigits)
      throw DataError(fmt::format("{}: {}: the frame number {} is too large", source,
                                  formats::printable(names[i]), formats::printable(digits[i])));
    numbers.push_back(std::strtoll(std::string(digits[i]).c_str(), nullptr, 10));
  }
  return numbers;
}

}  // namespace

std::vector<Index> numbers_in_names(Names names, const std::string& source) {
  std::vector<std::vector<std::string_view>> runs;
  runs.reserve(names.size());
  for (const std::string& name : names) runs.push_back(digit_runs(name));
  const auto bare = std::ranges::find_if(runs, [](const auto& all) { return all.empty(); });
  if (bare != runs.end()) {
    if (std::ranges::all_of(runs, [](const auto& all) { return all.empty(); }))
      return in_alphabetical_order(names);
    throw DataError(
        fmt::format("{}: {}: the name has no frame number, others have one", source,
                    formats::printable(names[static_cast<std::size_t>(bare - runs.begin())])));
  }
  std::optional<Clash> last_twice;
  // "0001_1080p": the size that ends every name is no frame number. Every name has a run for each
  // round, so that all rounds together take as long as the names.
  for (std::size_t at = 0;
       std::ranges::all_of(runs, [at](const auto& all) { return at < all.size(); }); ++at) {
    std::vector<std::string_view> digits;
    for (const auto& all : runs) digits.push_back(all[at]);
    const std::optional<Clash> twice = clash(names, digits);
    if (!twice) return as_numbers(names, digits, source);
    if (!last_twice) last_twice = twice;
  }
  if (!last_twice) return {};
  throw DataError(fmt::format("{}: frame {} comes twice: {} and {}", source,
                              formats::printable(runs[last_twice->first].front()),
                              formats::printable(names[last_twice->first]),
                              formats::printable(names[last_twice->second])));
}

}  // namespace posegrad::pose::detections
