#include "pose/detections/records/tables/frame_column.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections::tables {
namespace {

using Name = std::string_view;

/// Milliseconds in one of a time's units; nothing when the name does not tell.
struct TimeName {
  Name name;
  std::optional<double> milliseconds;
};
constexpr std::array<TimeName, 22> kTimes{{{"timestampms", 1},    {"timems", 1},
                                           {"msec", 1},           {"ms", 1},
                                           {"milliseconds", 1},   {"millis", 1},
                                           {"elapsedms", 1},      {"timestampus", 1e-3},
                                           {"timeus", 1e-3},      {"timestampns", 1e-6},
                                           {"timesec", 1000},     {"times", {}},
                                           {"timeseconds", 1000}, {"timestampsec", 1000},
                                           {"timestamps", {}},    {"seconds", 1000},
                                           {"sec", 1000},         {"elapsedseconds", 1000},
                                           {"timestamp", {}},     {"time", {}},
                                           {"videotime", {}},     {"t", {}}}};

bool is_all_numbers(const TableRows& rows, std::size_t column) {
  for (std::size_t row = 0; row < rows.size(); ++row)
    if (!is_numeric(rows.cell(row, column))) return false;
  return true;
}

/// By the usual distance of frames: 1/100 to 1 in seconds, tens in milliseconds, thousands in
/// microseconds.
double scale_of_open_time(const TableRows& rows, std::size_t column) {
  std::vector<double> times;
  for (std::size_t row = 0; row < rows.size(); ++row) times.push_back(rows.number(row, column));
  std::erase_if(times, [](double time) { return std::isnan(time); });
  std::ranges::sort(times);
  times.erase(std::unique(times.begin(), times.end()), times.end());
  std::vector<double> steps;
  for (std::size_t i = 1; i < times.size(); ++i) steps.push_back(times[i] - times[i - 1]);
  if (steps.empty()) return 1;
  std::ranges::nth_element(steps, steps.begin() + static_cast<std::ptrdiff_t>(steps.size() / 2));
  const double step = steps[steps.size() / 2];
  if (step >= 0.001 && step < 1.5 && times.front() + step != std::round(times.front() + step))
    return 1000;
  if (step >= 4 && step < 2000) return 1;
  if (step >= 4000 && step < 2e6) return 1e-3;
  if (step >= 4e6 && step < 2e9) return 1e-6;
  rows.fail(0, column,
            fmt::format("the unit of the times is open (steps of {}); wanted is a column 'frame' "
                        "with numbers, or 'time_ms'",
                        step));
}

}  // namespace

std::optional<std::size_t> find_column(const TableRows& rows, std::span<const Name> names) {
  std::optional<std::size_t> found;
  std::size_t rank = names.size();
  for (std::size_t column = 0; column < rows.names().size(); ++column) {
    const std::string bare = arrays::bare_name(rows.names()[column]);
    const auto name = std::ranges::find(names.first(rank), bare);
    if (name == names.begin() + static_cast<std::ptrdiff_t>(rank)) continue;
    rank = static_cast<std::size_t>(name - names.begin());
    found = column;
  }
  return found;
}

FrameColumn::FrameColumn(const TableRows& rows, Records& records) : rows_(rows), records_(records) {
  column_ = find_column(rows, arrays::frame_number_names());
  if (column_) {
    records.keys = is_all_numbers(rows, *column_) ? FrameKeys::numbers : FrameKeys::names;
    return;
  }
  column_ = find_column(rows, arrays::picture_names());
  if (column_) {
    records.keys = FrameKeys::names;
    return;
  }
  for (const TimeName& time : kTimes) {
    column_ = find_column(rows, std::array{time.name});
    if (!column_) continue;
    records.keys = FrameKeys::milliseconds;
    scale_ = time.milliseconds ? *time.milliseconds : scale_of_open_time(rows, *column_);
    return;
  }
  records.keys = FrameKeys::position;
}

std::size_t FrameColumn::add_frame(std::size_t row) {
  RawFrame& frame = records_.frames.emplace_back();
  frame.where = rows_.where(row);
  return records_.frames.size() - 1;
}

std::size_t FrameColumn::frame_of(std::size_t row) {
  if (!column_) return add_frame(row);
  if (records_.keys == FrameKeys::names) {
    const std::string_view name = rows_.cell(row, *column_);
    if (name.empty()) rows_.fail(row, *column_, "the name of a picture is wanted; found nothing");
    const auto known = by_name_.find(name);
    if (known != by_name_.end()) return known->second;
    const std::size_t frame = add_frame(row);
    records_.frames[frame].name = name;
    return by_name_.emplace(name, frame).first->second;
  }
  const double number = rows_.number(row, *column_) * scale_;
  if (std::isnan(number)) rows_.fail(row, *column_, "a number is wanted; found nothing");
  const auto known = by_number_.find(number);
  if (known != by_number_.end()) return known->second;
  const std::size_t frame = add_frame(row);
  records_.frames[frame].number = number;
  return by_number_.emplace(number, frame).first->second;
}

}  // namespace posegrad::pose::detections::tables
