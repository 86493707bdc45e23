#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>

#include <fmt/format.h>

#include "pose/detections/records/json/points.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

/// Things of a person that look as a point does, by their plain keys.
bool is_no_point(std::string_view key) {
  constexpr std::array kKeys{"bbox",      "box",    "rect",   "boundingbox", "size",
                             "center",    "scale",  "shape",  "imagesize",   "imgsize",
                             "origshape", "canvas", "offset", "range",       "resolution"};
  return std::ranges::find(kKeys, key) != kKeys.end();
}

struct Coordinates {
  const Value* x = nullptr;
  const Value* y = nullptr;
};

Coordinates coordinates_in(const Value& value) {
  if (is_row(value, 2, 4)) return {&value.items()[0], &value.items()[1]};
  const Value* x = first_of(value, {"x", "X"});
  const Value* y = first_of(value, {"y", "Y"});
  if (x == nullptr || y == nullptr || !number_in(*x) || !number_in(*y)) return {};
  return {x, y};
}

/// The dict or list with x and y: the value itself, or what it has under a key for that.
const Value* holder_of_coordinates(const Value& value) {
  if (!value.is_dict()) return nullptr;
  // A box has a corner, too.
  if (first_of(value, {"width", "height", "w", "h", "keypoints"}) != nullptr) return nullptr;
  if (coordinates_in(value).x != nullptr) return &value;
  const Value* inner =
      first_of(value, {"position", "point", "location", "coords", "coordinates", "pos", "xy"});
  return inner != nullptr && coordinates_in(*inner).x != nullptr ? inner : nullptr;
}

RawPoint point_of_dict(const Field& field) {
  const Value* holder = holder_of_coordinates(field.value());
  if (holder == nullptr) field.fail("x and y are wanted; found " + description(field.value()));
  const Coordinates at = coordinates_in(*holder);
  const auto score =
      first_of(field, {"score", "confidence", "conf", "visibility", "visible", "c", "v", "prob",
                       "probability", "likelihood", "inFrameLikelihood", "presence", "s"});
  // "visible" may be true or false, which is no score of ours.
  const bool has_score = score && !score->value().is(Value::Kind::boolean);
  return {*number_in(*at.x), *number_in(*at.y), has_score ? number_at(*score) : kNaN};
}

/// What a point dict says which point it is; nothing when it does not.
struct PointKey {
  std::string name;
  std::optional<double> number;
};

PointKey key_of(const Value& dict) {
  for (const std::string_view key :
       {"name", "part", "label", "joint", "bodyPart", "body_part", "landmark", "joint_name",
        "landmark_name", "keypoint_name", "keypoint", "type", "class"}) {
    const Value* value = dict.find(key);
    if (value == nullptr) continue;
    if (const auto number = whole_number_in(*value)) return {{}, number};
    if (value->is_text() && !number_in(*value)) return {value->as_text(), {}};
  }
  for (const std::string_view key :
       {"id", "index", "idx", "landmark_index", "landmark_id", "landmarkIndex", "keypoint_id",
        "keypoint_index", "joint_id", "joint_index", "point_index", "point_id", "class_id"}) {
    const Value* value = dict.find(key);
    if (value == nullptr) continue;
    if (const auto number = whole_number_in(*value)) return {{}, number};
  }
  return {};
}

struct Column {
  std::string point;
  char axis = 0;  // x, y, c
};

char axis_of(std::string_view word) {
  if (word == "x" || word == "y") return word[0];
  constexpr std::array kScores{"score", "confidence", "conf",       "visibility", "visible",
                               "v",     "c",          "likelihood", "prob",       "s"};
  return std::ranges::find(kScores, word) != kScores.end() ? 'c' : '\0';
}

/// "left_knee_x" -> left_knee, x; "x12" and "x_12" -> 12, x.
std::optional<Column> column_of(const std::string& key) {
  const std::size_t cut = key.find_last_of("_.- ");
  const std::string last = plain_key(key.substr(cut == std::string::npos ? 0 : cut + 1));
  if (cut != std::string::npos && cut > 0)
    if (const char axis = axis_of(last)) return Column{key.substr(0, cut), axis};
  const std::size_t digits = key.find_first_of("0123456789");
  if (digits == std::string::npos || digits == 0) return std::nullopt;
  const char axis = axis_of(plain_key(key.substr(0, digits)));
  const std::string number = key.substr(digits);
  if (axis == '\0' || !whole_number_in(Value(number))) return std::nullopt;
  return Column{number, axis};
}

/// The columns of a dict by point, in the order of the file.
std::vector<std::pair<std::string, std::array<const Value*, 3>>> columns_of(const Value& dict) {
  std::vector<std::pair<std::string, std::array<const Value*, 3>>> points;
  std::unordered_map<std::string, std::size_t> places;
  for (const auto& [key, value] : dict.entries()) {
    const auto column = key.is_text() ? column_of(key.as_text()) : std::nullopt;
    if (!column || !number_in(value) || is_no_point(plain_key(column->point))) continue;
    const auto [place, is_new] = places.emplace(column->point, points.size());
    if (is_new) points.push_back({column->point, {nullptr, nullptr, nullptr}});
    points[place->second].second[column->axis == 'x' ? 0 : column->axis == 'y' ? 1 : 2] = &value;
  }
  std::erase_if(points, [](const auto& point) {
    return point.second[0] == nullptr || point.second[1] == nullptr;
  });
  return points;
}

/// The keys of points as their numbers when all are, else as their names.
void use_keys(PointList& list, std::vector<std::string> keys) {
  for (const std::string& key : keys) {
    const auto number = whole_number_in(Value(key));
    if (!number) break;
    list.numbers.push_back(static_cast<std::size_t>(*number));
  }
  if (list.numbers.size() == keys.size()) return;
  list.numbers.clear();
  list.names = std::move(keys);
}

}  // namespace

bool is_point_dict(const Value& value) { return holder_of_coordinates(value) != nullptr; }

bool has_named_points(const Value& dict, std::size_t fewest) {
  if (!dict.is_dict()) return false;
  std::size_t points = 0;
  for (const auto& [key, value] : dict.entries()) {
    if (!value.is_sequence() && !value.is_dict()) continue;
    if (!is_row(value, 2, 4) && !is_point_dict(value)) continue;
    if (!key.is_text() || !is_no_point(plain_key(key.as_text()))) ++points;
  }
  return points >= fewest;
}

bool has_named_columns(const Value& dict, std::size_t fewest) {
  return dict.is_dict() && dict.size() >= 2 * fewest && columns_of(dict).size() >= fewest;
}

PointList read_point_dicts(const Field& list) {
  PointList points;
  points.width = 3;
  points.is_scored = true;
  std::set<std::string> names;
  std::set<std::size_t> numbers;
  std::size_t i = 0;
  for (const Value& item : list.value().items()) {
    const Field field(item, fmt::format("{}: [{}]", list.where(), i++));
    const bool is_absent = item.is_none();
    points.points.push_back(is_absent ? RawPoint{kNaN, kNaN, kNaN} : point_of_dict(field));
    const PointKey key = is_absent ? PointKey() : key_of(item);
    if (key.number) points.numbers.push_back(static_cast<std::size_t>(*key.number));
    if (key.number) numbers.insert(points.numbers.back());
    if (key.name.empty()) continue;
    if (!names.insert(key.name).second)
      field.fail(fmt::format("the point '{}' comes twice", formats::printable(key.name)));
    points.names.push_back(key.name);
  }
  if (points.names.size() != points.points.size()) points.names.clear();
  // A number that several have (a class, say) is not which point it is.
  if (!points.names.empty() || numbers.size() != points.points.size()) points.numbers.clear();
  return points;
}

PointList read_named_points(const Field& dict) {
  PointList list;
  std::vector<std::string> keys;
  std::size_t width = 0;
  for (const auto& [name, field] : dict.entries()) {
    const Value& value = field.value();
    if (is_no_point(plain_key(name))) continue;
    if (is_point_dict(value)) {
      list.points.push_back(point_of_dict(field));
      list.is_scored = true;
    } else if (is_row(value, 2, 4)) {
      if (width == 0) width = value.size();
      if (value.size() != width)
        field.fail(fmt::format("{} numbers; {} are wanted as before", value.size(), width));
      const std::vector<double> row = numbers_at(field);
      list.points.push_back({row[0], row[1], width >= 3 ? row[2] : kNaN});
      if (width == 4) list.fourth.push_back(row[3]);
    } else {
      continue;
    }
    keys.push_back(name);
  }
  if (list.is_scored && width != 0) dict.fail("some points are lists, others dicts");
  list.width = list.is_scored ? 3 : static_cast<int>(width);
  use_keys(list, std::move(keys));
  return list;
}

PointList read_named_columns(const Field& dict) {
  PointList list;
  list.width = 3;
  list.is_scored = true;
  std::vector<std::string> keys;
  for (const auto& [name, values] : columns_of(dict.value())) {
    list.points.push_back({*number_in(*values[0]), *number_in(*values[1]),
                           values[2] != nullptr ? *number_in(*values[2]) : kNaN});
    keys.push_back(name);
  }
  use_keys(list, std::move(keys));
  return list;
}

}  // namespace posegrad::pose::detections
