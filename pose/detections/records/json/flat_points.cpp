#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/records/json/points.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using Lists = std::span<const std::vector<double>* const>;

constexpr int kWidest = 4;

/// Four numbers are MediaPipe's: x, y, depth, visibility.
bool is_usual(std::size_t count, int width) {
  constexpr std::size_t kMediaPipe = 33;
  return width == 4 ? count == kMediaPipe : is_layout_count(static_cast<Index>(count));
}

bool divides(Lists lists, std::size_t width) {
  return std::ranges::all_of(
      lists, [&](const std::vector<double>* list) { return list->size() % width == 0; });
}

/// The share of numbers in column `column` of `width` that are between 0 and 1, as scores are.
double share_of_small(Lists lists, std::size_t width, std::size_t column) {
  std::size_t small = 0, all = 0;
  for (const std::vector<double>* list : lists) {
    for (std::size_t i = column; i < list->size(); i += width) {
      const double number = (*list)[i];
      if (std::isnan(number)) continue;
      ++all;
      small += number >= 0 && number <= 1.0001 ? 1 : 0;
    }
  }
  return all == 0 ? 0 : static_cast<double>(small) / static_cast<double>(all);
}

/// The one whose last column alone holds scores.
std::optional<int> width_by_scores(Lists lists, std::span<const int> widths) {
  std::optional<int> found;
  for (const int width : widths) {
    if (width == 2) continue;
    const auto columns = static_cast<std::size_t>(width);
    // Scores above 1 (percents, sums) are not seen so; the layouts' counts tell then.
    const bool is_scored = share_of_small(lists, columns, columns - 1) > 0.98 &&
                           share_of_small(lists, columns, 0) < 0.6 &&
                           share_of_small(lists, columns, 1) < 0.6;
    if (!is_scored) continue;
    if (found) return std::nullopt;
    found = width;
  }
  return found;
}

/// The size of the lists, 0 when they differ.
std::size_t common_size(Lists lists) {
  const std::size_t size = lists.front()->size();
  const bool is_common =
      std::ranges::all_of(lists, [&](const auto* list) { return list->size() == size; });
  return is_common ? size : 0;
}

}  // namespace

int flat_width(Lists lists, std::optional<std::size_t> joints, const std::string& source) {
  const std::size_t size = common_size(lists);
  if (joints && size != 0 && *joints > 0 && size % *joints == 0)
    if (const std::size_t width = size / *joints; width >= 2 && width <= kWidest)
      return static_cast<int>(width);
  std::vector<int> widths;
  for (int width = 2; width <= kWidest; ++width)
    if (divides(lists, static_cast<std::size_t>(width))) widths.push_back(width);
  if (widths.empty())
    throw DataError(fmt::format("{}: lists of {} numbers; 2, 3 or 4 of each point are wanted",
                                source, lists.front()->size()));
  if (const auto width = width_by_scores(lists, widths)) return *width;
  std::vector<int> usual;
  std::vector<std::string> readings;
  for (const int width : widths) {
    const std::size_t count = lists.front()->size() / static_cast<std::size_t>(width);
    readings.push_back(fmt::format("{} points of {}", count, width));
    if (is_usual(count, width)) usual.push_back(width);
  }
  if (usual.size() == 1) return usual.front();
  if (usual.empty() && widths.size() == 1) return widths.front();
  throw DataError(
      fmt::format("{}: lists of {} numbers may be {}; --layout decides, or a list for each point: "
                  "[x, y] or [x, y, score]",
                  source, lists.front()->size(), fmt::join(readings, " or ")));
}

}  // namespace posegrad::pose::detections
