#include "pose/detections/records/tables/deeplabcut_columns.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::tables {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

std::size_t place_of(const std::string& name, std::vector<std::string>& names) {
  const auto place = std::ranges::find(names, name);
  const auto i = static_cast<std::size_t>(place - names.begin());
  if (place == names.end()) names.push_back(name);
  return i;
}

}  // namespace

DeepLabCutColumns::DeepLabCutColumns(const std::vector<DeepLabCutColumn>& columns,
                                     const std::string& where) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const std::string coord = arrays::bare_name(columns[i].coord);
    const bool is_known = coord == "x" || coord == "y" || coord == "likelihood";
    if (!is_known) continue;
    const std::size_t person = place_of(columns[i].individual, individuals_);
    const std::size_t part = place_of(columns[i].bodypart, names_);
    if (parts_.size() <= person) parts_.resize(person + 1);
    std::vector<Part>& parts = parts_[person];
    if (parts.size() <= part) parts.resize(part + 1, {kNone, kNone, kNone});
    if (coord == "x") parts[part].x = i;
    if (coord == "y") parts[part].y = i;
    if (coord == "likelihood") parts[part].likelihood = i;
  }
  bool has_points = false;
  for (std::vector<Part>& parts : parts_) {
    parts.resize(names_.size(), {kNone, kNone, kNone});
    has_points = has_points || std::ranges::any_of(parts, [](const Part& part) {
                   return part.x != kNone && part.y != kNone;
                 });
  }
  if (!has_points)
    throw DataError(
        fmt::format("{}: columns x and y of body parts are wanted; there are none", where));
}

std::vector<RawPerson> DeepLabCutColumns::people_of(
    const std::function<double(std::size_t)>& number, const std::string& where) const {
  std::vector<RawPerson> people;
  for (std::size_t i = 0; i < parts_.size(); ++i) {
    RawPerson person{{}, kNaN, {}, {}, where};
    const auto at = [&](std::size_t column) { return column == kNone ? kNaN : number(column); };
    for (const Part& part : parts_[i])
      person.points.push_back({at(part.x), at(part.y), at(part.likelihood)});
    if (parts_.size() > 1) person.id = static_cast<double>(i);
    people.push_back(std::move(person));
  }
  return people;
}

}  // namespace posegrad::pose::detections::tables
