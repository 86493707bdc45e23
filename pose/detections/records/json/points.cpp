#include "pose/detections/records/json/points.h"

#include <algorithm>

#include <fmt/format.h>

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

constexpr std::size_t kFewestNumbers = 10, kFewestPoints = 5;  // of points by themselves
constexpr std::size_t kWidest = 5;                             // x, y, z, visibility, presence
constexpr std::size_t kLooks = 12;                             // items that decide about the form

PointForm form_of_list(const Value& list, Evidence evidence) {
  std::size_t numbers = 0, rows = 0, dicts = 0, nulls = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    // Of somebody half seen the first points may be nulls, however many.
    if (i >= kLooks && numbers + rows + dicts > 0) break;
    const Value& item = list.items()[i];
    if (item.is_none()) {
      ++nulls;
    } else if (item.is_dict()) {
      if (!is_point_dict(item)) return PointForm::none;
      ++dicts;
    } else if (item.is_sequence()) {
      if (item.size() != 0 && !is_row(item, 2, kWidest)) return PointForm::none;
      rows += item.size() == 0 ? 0 : 1;
      nulls += item.size() == 0 ? 1 : 0;
    } else if (number_in(item)) {
      ++numbers;
    } else {
      return PointForm::none;
    }
  }
  const bool is_enough = evidence == Evidence::by_key || list.size() >= kFewestPoints;
  if (dicts > 0) return rows + numbers == 0 && is_enough ? PointForm::dicts : PointForm::none;
  if (rows > 0) return numbers == 0 && is_enough ? PointForm::rows : PointForm::none;
  if (numbers == 0) return PointForm::none;
  return evidence == Evidence::by_key || list.size() >= kFewestNumbers ? PointForm::flat
                                                                       : PointForm::none;
}

PointForm form_of_dict(const Value& dict, Evidence evidence) {
  const Value* x = dict.find("x");
  const Value* y = dict.find("y");
  if (x != nullptr && y != nullptr)
    return x->is_sequence() && y->is_sequence() ? PointForm::columns : PointForm::none;
  const std::size_t fewest = evidence == Evidence::by_key ? 1 : kFewestPoints;
  if (has_named_points(dict, fewest)) return PointForm::named;
  return has_named_columns(dict, fewest) ? PointForm::named_columns : PointForm::none;
}

/// One point of a list of lists; its fourth number goes into `fourth` when there is one.
RawPoint point_of_row(const std::vector<double>& row, std::vector<double>& fourth) {
  if (row.size() >= 4) fourth.push_back(row[3]);
  return {row[0], row[1], row.size() >= 3 ? row[2] : kNaN};
}

PointList read_rows(const Field& field) {
  PointList list;
  std::size_t width = 0, i = 0;
  for (const Value& item : field.value().items()) {
    const bool is_absent = item.is_none() || (item.is_sequence() && item.size() == 0);
    const auto place = [&] { return Field(item, fmt::format("{}: [{}]", field.where(), i)); };
    const std::vector<double> row = is_absent ? std::vector<double>() : numbers_at(place());
    if (!is_absent && width == 0) width = row.size();
    if (!is_absent && (row.size() != width || width < 2 || width > kWidest))
      place().fail(fmt::format("{} numbers; {} are wanted", row.size(),
                               width >= 2 && width <= kWidest && row.size() != width
                                   ? fmt::format("{} as before", width)
                                   : "2 to 5 (x, y and more)"));
    list.points.push_back(is_absent ? RawPoint{kNaN, kNaN, kNaN} : point_of_row(row, list.fourth));
    if (is_absent && width >= 4) list.fourth.push_back(kNaN);
    ++i;
  }
  list.width = static_cast<int>(std::min<std::size_t>(std::max<std::size_t>(width, 2), 4));
  if (list.width == 4)  // points that were absent before the first with a width
    list.fourth.insert(list.fourth.begin(), list.points.size() - list.fourth.size(), kNaN);
  return list;
}

PointList read_columns(const Field& field) {
  const auto scores_field =
      first_of(field, {"visible", "visibility", "score", "scores", "confidence", "conf", "c", "v"});
  // "visible" may be a list of true and false, which are no scores of ours.
  const bool has_scores =
      scores_field && scores_field->value().is_sequence() &&
      !(scores_field->size() > 0 && scores_field->value().items().front().is(Value::Kind::boolean));
  const std::vector<double> x = numbers_at(field.at("x")), y = numbers_at(field.at("y"));
  const std::vector<double> scores =
      has_scores ? numbers_at(*scores_field) : std::vector<double>(x.size(), kNaN);
  if (y.size() != x.size() || scores.size() != x.size())
    field.fail(fmt::format("{} x, {} y{}; as many of each are wanted", x.size(), y.size(),
                           has_scores ? fmt::format(" and {} scores", scores.size()) : ""));
  PointList list;
  list.width = 3;
  list.is_scored = true;
  for (std::size_t i = 0; i < x.size(); ++i) list.points.push_back({x[i], y[i], scores[i]});
  return list;
}

}  // namespace

PointForm point_form(const Value& value, Evidence evidence) {
  const Value content = opened(value);
  if (content.is_sequence()) return form_of_list(content, evidence);
  return content.is_dict() ? form_of_dict(content, evidence) : PointForm::none;
}

PointList read_points(const Field& place) {
  const Field field = opened(place);
  switch (point_form(field.value(), Evidence::by_key)) {
    case PointForm::flat: {
      PointList list;
      list.flat = numbers_at(field);
      return list;
    }
    case PointForm::rows:
      return read_rows(field);
    case PointForm::dicts:
      return read_point_dicts(field);
    case PointForm::columns:
      return read_columns(field);
    case PointForm::named:
      return read_named_points(field);
    case PointForm::named_columns:
      return read_named_columns(field);
    case PointForm::none:
      break;
  }
  field.fail("points are wanted; found " + description(field.value()));
}

std::vector<double> numbers_at(const Field& list) {
  if (!list.value().is_sequence())
    list.fail("a list of numbers is wanted; found " + description(list.value()));
  std::vector<double> numbers;
  numbers.reserve(list.size());
  for (const Value& item : list.value().items()) {
    const auto number = number_in(item);
    if (!number) list[numbers.size()].fail("a number is wanted; found " + description(item));
    numbers.push_back(*number);
  }
  return numbers;
}

bool is_row(const Value& value, std::size_t fewest, std::size_t most) {
  if (!value.is_sequence() || value.size() < fewest || value.size() > most) return false;
  return std::ranges::all_of(value.items(),
                             [](const Value& item) { return number_in(item).has_value(); });
}

}  // namespace posegrad::pose::detections
