#include <algorithm>

#include "pose/detections/records/json/generic_keys.h"
#include "pose/detections/records/json/points.h"

namespace posegrad::pose::detections {
namespace {

using formats::Value;

constexpr int kDeepest = 8;

/// {"0": ..., "1": ...}: a column of pandas.
bool is_pandas_column(const Value& value, std::size_t rows) {
  return value.is_dict() && value.size() == rows &&
         std::ranges::all_of(value.entries(), [](const Value::Entry& entry) {
           return whole_number_in(entry.first).has_value();
         });
}

/// Cells of `columns`, one row after the other.
Value rows_of_pandas(const Value& columns) {
  Value rows = Value::list();
  for (const auto& [index, first] : columns.entries().front().second.entries()) {
    Value row = Value::dict();
    for (const auto& [name, column] : columns.entries())
      if (const Value* cell = column.find(index.as_text())) row.set(name, *cell);
    rows.push_back(row);
  }
  return rows;
}

bool is_pandas(const Value& dict) {
  const Value& first = dict.entries().front().second;
  if (dict.size() < 2 || !first.is_dict() || first.size() == 0) return false;
  const bool are_columns = std::ranges::all_of(dict.entries(), [&](const Value::Entry& entry) {
    return is_pandas_column(entry.second, first.size()) && !whole_number_in(entry.first);
  });
  // A dict of frames by number inside of sequences looks alike; its cells are people.
  if (!are_columns) return false;
  const Value row = rows_of_pandas(dict).items().front();
  return points_in(row) != nullptr || point_form(row) == PointForm::named_columns;
}

/// How many rows the lists of a dict have, the points being one of them; 0: it is no table.
std::size_t count_of_rows(const Value& dict) {
  const Value* points = points_in(dict);
  if (points == nullptr || !points->is_sequence() || points->size() == 0) return 0;
  if (point_form(*points, Evidence::by_key) != PointForm::none) return 0;
  const auto is_column = [&](const Value::Entry& entry) {
    return entry.second.is_sequence() && entry.second.size() == points->size() &&
           entry.second.identity() != points->identity();
  };
  return std::ranges::any_of(dict.entries(), is_column) ? points->size() : 0;
}

Value rows_of_lists(const Value& dict, std::size_t count) {
  Value rows = Value::list();
  for (std::size_t i = 0; i < count; ++i) {
    Value row = Value::dict();
    for (const auto& [name, column] : dict.entries())
      if (column.is_sequence() && column.size() == count) row.set(name, column.items()[i]);
    rows.push_back(row);
  }
  return rows;
}

Value turned(const Value& value, int depth);

Value turned_dict(const Value& dict, int depth) {
  if (dict.size() == 0) return dict;
  if (is_pandas(dict)) return turned(rows_of_pandas(dict), depth + 1);
  if (const std::size_t count = count_of_rows(dict)) {
    Value rest = Value::dict();  // what is said of all rows: a frame's number, a video's size
    for (const auto& [name, entry] : dict.entries())
      if (!entry.is_sequence() || entry.size() != count) rest.set(name, entry);
    const Value rows = turned(rows_of_lists(dict, count), depth + 1);
    if (rest.size() == 0) return rows;
    rest.set("people", rows);
    return rest;
  }
  Value changed = Value::dict();
  bool is_changed = false;
  for (const auto& [name, entry] : dict.entries()) {
    const Value other = turned(entry, depth + 1);
    is_changed = is_changed || other.identity() != entry.identity();
    changed.set(name, other);
  }
  return is_changed ? changed : dict;
}

Value turned(const Value& value, int depth) {
  if (depth > kDeepest) return value;
  if (value.is_dict()) return turned_dict(value, depth);
  if (!value.is_sequence() || value.size() == 0) return value;
  const Value& first = value.items().front();
  if (!first.is_dict() && !first.is_sequence()) return value;  // numbers, mostly
  if (point_form(value) != PointForm::none) return value;
  Value changed = Value::list();
  bool is_changed = false;
  for (const Value& item : value.items()) {
    const Value other = turned(item, depth + 1);
    is_changed = is_changed || other.identity() != item.identity();
    changed.push_back(other);
  }
  return is_changed ? changed : value;
}

}  // namespace

Value rows_of_columns(const Value& value) { return turned(value, 0); }

}  // namespace posegrad::pose::detections
