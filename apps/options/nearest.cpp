#include "apps/options/nearest.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace posegrad::apps {
namespace {

/// Fewest insertions, deletions, replacements of letters and exchanges of neighbours that turn a
/// into b (optimal string alignment), row by row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before, last, row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    before = std::exchange(last, row);
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
  }
  return row.back();
}

// The dashes of an option say nothing about which one is meant.
std::string_view without_dashes(std::string_view word) {
  return word.substr(std::min(word.find_first_not_of('-'), word.size()));
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  std::string best;
  const std::string_view wanted = without_dashes(word);
  std::size_t allowed = 1 + wanted.size() / 4;
  for (const std::string& candidate : candidates) {
    const std::string_view name = without_dashes(candidate);
    const std::size_t d = distance(wanted, name);
    if (d > allowed || 2 * d >= std::min(wanted.size(), name.size())) continue;
    best = candidate;
    if (d == 0) break;
    allowed = d - 1;
  }
  return best;
}

std::string did_you_mean(std::string_view word, std::span<const std::string> candidates) {
  const std::string guess = nearest(word, candidates);
  return guess.empty() ? "" : fmt::format("; did you mean '{}'?", guess);
}

}  // namespace posegrad::apps
