#include "pose/detections/meaning/points.h"

#include <algorithm>

#include <fmt/format.h>

namespace posegrad::pose::detections {

std::string place_in(const std::string& source, const std::string& where) {
  if (where.empty()) return source;
  return where.starts_with(source) ? where : fmt::format("{}: {}", source, where);
}

std::optional<double> quantile(std::vector<double>& numbers, double q) {
  if (numbers.empty()) return std::nullopt;
  const auto at = static_cast<std::ptrdiff_t>(q * static_cast<double>(numbers.size() - 1));
  std::ranges::nth_element(numbers, numbers.begin() + at);
  return numbers[static_cast<std::size_t>(at)];
}

std::optional<NumberRange> range_of(std::vector<double>& numbers) {
  const auto median = quantile(numbers, 0.5);
  if (!median) return std::nullopt;
  const auto [least, most] = std::ranges::minmax(numbers);
  return NumberRange{least, *median, most};
}

std::string counted(Index count, const std::string& one, const std::string& many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

std::string counted_keypoints(Index count) { return counted(count, "keypoint", "keypoints"); }

}  // namespace posegrad::pose::detections
