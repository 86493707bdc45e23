#include "pose/detections/records/json/boxes.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "pose/detections/records/json/points.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using Sides = std::array<double, 4>;

Sides checked(const Sides& sides, const Field& place) {
  if (has_negative_size(sides))
    place.fail(fmt::format("a box of the negative size {} x {}", sides[2] - sides[0],
                           sides[3] - sides[1]));
  return sides;
}

bool has_nan(const Sides& sides) {
  return std::ranges::any_of(sides, [](double side) { return std::isnan(side); });
}

std::optional<ReadBox> box_of_dict(const Field& dict) {
  std::map<std::string, Field> sides;
  for (const auto& [key, field] : dict.entries()) sides.emplace(plain_key(key), field);
  const auto pick = [&](const std::array<const char*, 4>& keys) -> std::optional<Sides> {
    Sides found;
    for (std::size_t i = 0; i < 4; ++i) {
      const auto side = sides.find(keys[i]);
      if (side == sides.end()) return std::nullopt;
      found[i] = number_at(side->second);
    }
    return found;
  };
  auto found = pick({"x1", "y1", "x2", "y2"});
  if (!found) found = pick({"xmin", "ymin", "xmax", "ymax"});
  if (!found) found = pick({"left", "top", "right", "bottom"});
  if (!found) {
    found = pick({"left", "top", "width", "height"});
    if (found) found = corners_of(*found);
  }
  if (!found || has_nan(*found)) return std::nullopt;
  return ReadBox{checked(*found, dict), false};
}

bool holds(const Sides& box, const RawPoint& point) {
  return point.x >= box[0] && point.y >= box[1] && point.x <= box[2] && point.y <= box[3];
}

}  // namespace

bool has_negative_size(const Sides& box) { return box[2] < box[0] || box[3] < box[1]; }

std::array<double, 4> corners_of(const Sides& box) {
  return {box[0], box[1], box[0] + box[2], box[1] + box[3]};
}

std::optional<ReadBox> read_box(const Field& place, BoxForm form) {
  const Field field = opened(place);
  const formats::Value& value = field.value();
  if (value.is_none()) return std::nullopt;
  if (value.is_dict()) return box_of_dict(field);
  if (value.is_sequence() && value.size() == 0) return std::nullopt;
  if (value.is_sequence() && value.size() == 1 && value.items().front().is_sequence())
    return read_box(field[0], form);
  const std::vector<double> numbers = numbers_at(field);
  if (numbers.size() < 4)
    field.fail(fmt::format("4 numbers of a box are wanted; found {}", numbers.size()));
  Sides sides{numbers[0], numbers[1], numbers[2], numbers[3]};
  if (has_nan(sides)) return std::nullopt;
  if (form != BoxForm::corner_and_size) return ReadBox{sides, true};
  return ReadBox{checked(corners_of(sides), field), false};
}

BoxVotes votes_of(const RawPerson& person) {
  BoxVotes votes;
  if (!person.box) return votes;
  const Sides sized = corners_of(*person.box);
  for (const RawPoint& point : person.points) {
    votes.corners += holds(*person.box, point) ? 1 : 0;
    votes.corner_and_size += holds(sized, point) ? 1 : 0;
  }
  return votes;
}

}  // namespace posegrad::pose::detections
