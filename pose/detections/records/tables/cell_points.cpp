#include "pose/detections/records/tables/cell_points.h"

#include <algorithm>
#include <array>
#include <limits>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/number_block.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::tables {
namespace {

using formats::Field;
using formats::Value;
using Name = std::string_view;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::optional<std::size_t> column_called(const std::vector<std::string>& header,
                                         arrays::FieldNames names) {
  for (const Name name : names)
    for (std::size_t i = 0; i < header.size(); ++i)
      if (arrays::bare_name(header[i]) == name) return i;
  return std::nullopt;
}

bool begins_as_list(Name cell) {
  const Name word = trimmed(cell);
  return word.starts_with('[') || word.starts_with('{') || word.starts_with('(') ||
         word.starts_with("array(") || word.starts_with("tensor(");
}

bool has_lists_below(const Document& document, std::size_t header, std::size_t column) {
  for (std::size_t i = header + 1; i < document.table.rows.size(); ++i) {
    const std::vector<std::string>& row = document.table.rows[i];
    if (column < row.size() && !is_missing_word(trimmed(row[column])))
      return begins_as_list(row[column]);
  }
  return false;
}

std::optional<Value> value_of(const TableRows& rows, std::size_t row,
                              const std::optional<std::size_t>& column) {
  if (!column || is_missing_word(rows.cell(row, *column))) return std::nullopt;
  auto value = read_python_literal(rows.cell(row, *column));
  if (!value)
    rows.fail(
        row, *column,
        fmt::format("a list is wanted; found '{}'", formats::printable(rows.cell(row, *column))));
  return value;
}

/// Ultralytics' {x: [...], y: [...], visible: [...]}.
RawPerson person_of_lists(const TableRows& rows, std::size_t row, std::size_t column,
                          const Value& x, const Value& y, const Value* visible) {
  const auto numbers = [&](const Value& list) {
    const auto block = arrays::number_block(Field(list, ""));
    if (!block || block->rank() != 1) rows.fail(row, column, "lists of numbers are wanted");
    return block->flat(block->numel());
  };
  const std::vector<double> xs = numbers(x), ys = numbers(y);
  const std::vector<double> scores = visible != nullptr && visible->is_sequence()
                                         ? numbers(*visible)
                                         : std::vector<double>(xs.size(), kNaN);
  if (ys.size() != xs.size() || scores.size() != xs.size())
    rows.fail(row, column,
              fmt::format("{} x, {} y and {} visible; as many of each are wanted", xs.size(),
                          ys.size(), scores.size()));
  RawPerson person{{}, kNaN, {}, {}, ""};
  for (std::size_t i = 0; i < xs.size(); ++i) person.points.push_back({xs[i], ys[i], scores[i]});
  return person;
}

bool is_point(const Value& value) {
  if (value.is_dict()) return value.find("x") != nullptr && value.find("y") != nullptr;
  return value.is_sequence() && value.size() >= 2 && value.size() <= 4;
}

/// {nose: [x, y, score], left_eye: {x, y, ...}, ...}
RawPerson person_of_names(const TableRows& rows, std::size_t row, std::size_t column,
                          const Value& dict, std::vector<std::string>& names) {
  if (names.empty())
    for (const auto& entry : dict.entries())
      if (entry.first.is_text()) names.push_back(entry.first.as_text());
  RawPerson person{{}, kNaN, {}, {}, ""};
  person.points.assign(names.size(), {kNaN, kNaN, kNaN});
  for (const auto& [key, value] : dict.entries()) {
    if (!key.is_text() || !is_point(value))
      rows.fail(row, column, "a dict of joints with x and y is wanted");
    const auto place = std::ranges::find(names, key.as_text());
    if (place == names.end())
      rows.fail(row, column,
                fmt::format("the joint '{}' is not in the rows above",
                            formats::printable(key.as_text())));
    RawPoint& point = person.points[static_cast<std::size_t>(place - names.begin())];
    const auto number = [&](const Value* item) {
      return item == nullptr || item->is_none() ? kNaN : item->as_double();
    };
    if (value.is_dict()) {
      const Value* score = value.find("score");
      if (score == nullptr) score = value.find("confidence");
      if (score == nullptr) score = value.find("visibility");
      point = {number(value.find("x")), number(value.find("y")), number(score)};
    } else {
      const auto& items = value.items();
      point = {number(&items[0]), number(&items[1]),
               items.size() > 2 ? number(&items.back()) : kNaN};
    }
  }
  return person;
}

/// Of {x1, y1, x2, y2}, or a list of four in an order that settle_boxes() finds out.
std::optional<std::array<double, 4>> box_of(const Value& value) {
  std::array<double, 4> box{};
  if (value.is_sequence()) {
    const auto block = arrays::number_block(Field(value, ""));
    if (!block || block->rank() != 1 || block->dim(0) < 4) return std::nullopt;
    std::ranges::copy(block->flat(4), box.begin());
    return box;
  }
  if (!value.is_dict()) return std::nullopt;
  constexpr std::array<Name, 4> kCorners{"x1", "y1", "x2", "y2"};
  for (std::size_t i = 0; i < 4; ++i) {
    const Value* side = value.find(kCorners[i]);
    if (side == nullptr || side->is_none()) return std::nullopt;
    box[i] = side->as_double();
  }
  return box;
}

std::vector<RawPerson> people_of_value(const TableRows& rows, std::size_t row,
                                       const CellColumns& columns, const Value& value,
                                       arrays::PointsForm& form, std::vector<std::string>& names) {
  const std::size_t column = *columns.points;
  if (value.is_dict() && value.find("x") != nullptr && value.find("y") != nullptr)
    return {person_of_lists(rows, row, column, *value.find("x"), *value.find("y"),
                            value.find("visible"))};
  if (value.is_dict() && value.size() > 0 && is_point(value.entries().front().second))
    return {person_of_names(rows, row, column, value, names)};
  RawFrame frame;
  append_people(Field(value, "cell"), form, frame);
  return std::move(frame.people);
}

}  // namespace

std::optional<CellColumns> cell_columns(const Document& document, std::size_t header) {
  constexpr std::array<Name, 2> kX{"keypointsx", "kptsx"}, kY{"keypointsy", "kptsy"};
  constexpr std::array<Name, 4> kVisible{"keypointsvisible", "keypointsconf", "keypointsscore",
                                         "kptsconf"};
  constexpr std::array<Name, 5> kScores{"confidence", "conf", "score", "bboxscore", "personscore"};
  const std::vector<std::string>& names = document.table.rows[header];
  CellColumns columns;
  columns.points = column_called(names, arrays::point_names());
  columns.x = column_called(names, kX);
  columns.y = column_called(names, kY);
  columns.visible = column_called(names, kVisible);
  columns.box = column_called(names, arrays::box_names());
  columns.score = column_called(names, kScores);
  if (columns.points && has_lists_below(document, header, *columns.points)) return columns;
  columns.points.reset();
  const bool are_lists = columns.x && columns.y && has_lists_below(document, header, *columns.x);
  return are_lists ? std::optional(columns) : std::nullopt;
}

std::vector<RawPerson> people_of_cells(const TableRows& rows, std::size_t row,
                                       const CellColumns& columns, arrays::PointsForm& form,
                                       std::vector<std::string>& names) {
  std::vector<RawPerson> people;
  const std::size_t column = columns.points ? *columns.points : *columns.x;
  try {
    if (columns.points) {
      const auto value = value_of(rows, row, columns.points);
      if (!value) return {};
      people = people_of_value(rows, row, columns, *value, form, names);
    } else {
      const auto x = value_of(rows, row, columns.x), y = value_of(rows, row, columns.y),
                 visible = value_of(rows, row, columns.visible);
      if (!x || !y) return {};
      people.push_back(person_of_lists(rows, row, column, *x, *y, visible ? &*visible : nullptr));
    }
    const auto box = value_of(rows, row, columns.box);
    if (box && people.size() == 1) people.front().box = box_of(*box);
  } catch (const DataError& error) {
    const std::string message = error.what();
    if (message.starts_with(rows.document().path)) throw;
    rows.fail(row, column, message);
  }
  for (RawPerson& person : people) {
    person.where = rows.where(row);
    if (columns.score && people.size() == 1) person.score = rows.number(row, *columns.score);
  }
  return people;
}

}  // namespace posegrad::pose::detections::tables
