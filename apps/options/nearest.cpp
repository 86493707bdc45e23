#include "apps/options/nearest.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include <fmt/format.h>

namespace posegrad::apps {
namespace {

/// Fewest insertions, deletions and replacements of letters that turn a into b (Levenshtein), row
/// by row.
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::string nearest(std::string_view word, std::span<const std::string> candidates) {
  std::string best;
  std::size_t allowed = 1 + word.size() / 4;
  for (const std::string& candidate : candidates) {
    const std::size_t d = distance(word, candidate);
    if (d > allowed || 2 * d >= std::min(word.size(), candidate.size())) continue;
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
