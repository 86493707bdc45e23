#include "pose/detections/records/tables/joint_slots.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace posegrad::pose::detections::tables {
namespace {

constexpr double kLargestNumber = 1000;

bool is_all_numbers(const TableRows& rows, std::size_t column, const std::vector<bool>& used) {
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (used[row] && !is_numeric(rows.cell(row, column))) return false;
  return true;
}

}  // namespace

JointSlots::JointSlots(const TableRows& rows, const LongColumns& columns,
                       const std::vector<bool>& used)
    : slots_(rows.size(), 0) {
  const bool has_names = columns.name != kNoColumn && !is_all_numbers(rows, columns.name, used);
  if (has_names) {
    by_names(rows, columns.name, used);
  } else {
    by_numbers(rows, columns.number != kNoColumn ? columns.number : columns.name, used);
  }
}

void JointSlots::by_numbers(const TableRows& rows, std::size_t column,
                            const std::vector<bool>& used) {
  double smallest = kLargestNumber, largest = 0;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!used[row]) continue;
    const double number = rows.number(row, column);
    if (!(number >= 0 && number <= kLargestNumber) || number != std::floor(number))
      rows.fail(row, column,
                fmt::format("the number of a joint is wanted, from 0 to {}; found '{}'",
                            kLargestNumber, rows.cell(row, column)));
    smallest = std::min(smallest, number);
    largest = std::max(largest, number);
  }
  const Index first = first_joint_number(static_cast<Index>(smallest), static_cast<Index>(largest));
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (used[row])
      slots_[row] =
          static_cast<std::size_t>(rows.number(row, column)) - static_cast<std::size_t>(first);
  count_ = static_cast<std::size_t>(largest) + 1 - static_cast<std::size_t>(first);
}

void JointSlots::by_names(const TableRows& rows, std::size_t column,
                          const std::vector<bool>& used) {
  std::map<std::string, std::size_t, std::less<>> known;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    if (!used[row]) continue;
    const std::string_view name = rows.cell(row, column);
    if (name.empty()) rows.fail(row, column, "the name of a joint is wanted; found nothing");
    auto place = known.find(name);
    if (place == known.end()) {
      if (names_.size() >= static_cast<std::size_t>(kLargestNumber))
        rows.fail(row, column, fmt::format("more than {} names of joints", kLargestNumber));
      place = known.emplace(name, names_.size()).first;
      names_.emplace_back(name);
    }
    slots_[row] = place->second;
  }
  count_ = names_.size();
}

}  // namespace posegrad::pose::detections::tables
