#include "pose/detections/records/tables/joint_columns.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/keypoint_axes.h"
#include "pose/detections/records/tables/column_name.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections::tables {
namespace {

constexpr std::size_t kFewestJoints = 5;
constexpr Index kLargestNumber = 1000;

/// What stands for a box or for the whole person.
bool is_no_joint(std::string_view joint) {
  constexpr std::array<std::string_view, 13> kOthers{
      "min",    "max",      "bbox",   "box",  "center", "centre",   "centroid",
      "person", "instance", "offset", "size", "track",  "boxcenter"};
  const std::string bare = arrays::bare_name(joint);
  return std::ranges::find(kOthers, bare) != kOthers.end() || bare.starts_with("bbox");
}

struct Column {
  std::size_t index;
  ColumnName name;
  int person;
  std::string joint;
};

struct Columns {
  std::vector<Column> columns;
  bool has_depth = false, is_in_space = false;
};

Columns joint_columns(std::span<const std::string> names) {
  Columns found;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (arrays::bare_name(names[i]).ends_with("ncams")) found.is_in_space = true;
    ColumnName name = column_name(names[i]);
    if (name.joint.empty() || is_no_joint(name.joint)) continue;
    if (name.part == Part::none || name.is_in_space) continue;
    if (name.part == Part::z) found.has_depth = true;
    PersonOfColumn person = person_of_column(name.joint);
    found.columns.push_back({i, std::move(name), person.number, std::move(person.joint)});
  }
  return found;
}

/// Where a table has the same in pixels and in fractions: pixels.
Units units_to_read(const std::vector<Column>& columns) {
  const auto count = [&](Units units) {
    return std::ranges::count_if(columns, [&](const Column& column) {
      return column.name.part == Part::x && column.name.units == units;
    });
  };
  for (const Units units : {Units::pixels, Units::unknown, Units::fractions})
    if (count(units) >= static_cast<std::ptrdiff_t>(kFewestJoints)) return units;
  return Units::unknown;
}

struct Joint {
  JointColumns columns;
  int rank = 1000;
};
using Joints = std::map<std::string, Joint, std::less<>>;

struct Person {
  int number;
  Joints joints;
};

bool is_whole(const Joint& joint) {
  return joint.columns.x != kNoColumn && joint.columns.y != kNoColumn;
}

/// By person, in their order; and the joints' names in theirs.
std::vector<Person> people_of(const std::vector<Column>& columns, Units units,
                              std::vector<std::string>& order) {
  std::vector<Person> people;
  std::set<std::string, std::less<>> known;
  for (const Column& column : columns) {
    if (column.name.part != Part::score && column.name.units != units) continue;
    auto person = std::ranges::find(people, column.person, &Person::number);
    if (person == people.end()) person = people.insert(people.end(), {column.person, {}});
    Joint& joint = person->joints[column.joint];
    if (column.name.part == Part::x) joint.columns.x = column.index;
    if (column.name.part == Part::y) joint.columns.y = column.index;
    if (column.name.part == Part::score && column.name.rank < joint.rank) {
      joint.rank = column.name.rank;
      joint.columns.score = column.index;
    }
    if (known.insert(column.joint).second) order.push_back(column.joint);
  }
  for (Person& person : people)
    std::erase_if(person.joints, [](const auto& item) { return !is_whole(item.second); });
  std::erase_if(people, [](const Person& person) { return person.joints.empty(); });
  std::erase_if(order, [&](const std::string& name) {
    return std::ranges::none_of(people, [&](const Person& p) { return p.joints.contains(name); });
  });
  return people;
}

/// Joints that are numbered, those of the body where hands and face are numbered beside.
std::optional<std::map<std::string, Index>> numbers_of(const std::vector<std::string>& names,
                                                       std::vector<std::string>& notes) {
  std::map<std::string, std::map<std::string, Index>> groups;
  for (const std::string& name : names) {
    const NumberOfJoint number = number_of_joint(name);
    if (number.number < 0 || number.number > kLargestNumber) return std::nullopt;
    groups[number.before].emplace(name, number.number);
  }
  const auto body = groups.size() == 1 ? groups.begin() : groups.find("");
  if (body == groups.end() || body->second.size() < kFewestJoints) return std::nullopt;
  for (const auto& [before, joints] : groups)
    if (before != body->first)
      notes.push_back(
          fmt::format("{} points '{}' are left out", joints.size(), formats::printable(before)));
  return body->second;
}

void number_joints(const std::map<std::string, Index>& numbers, const std::vector<Person>& people,
                   WideHeader& header) {
  Index smallest = kLargestNumber, largest = 0;
  for (const auto& [name, number] : numbers) {
    smallest = std::min(smallest, number);
    largest = std::max(largest, number);
  }
  const Index first = first_joint_number(smallest, largest);
  for (std::size_t p = 0; p < people.size(); ++p) {
    header.people[p].joints.resize(static_cast<std::size_t>(largest - first + 1));
    for (const auto& [name, joint] : people[p].joints) {
      const auto number = numbers.find(name);
      if (number == numbers.end()) continue;
      header.people[p].joints[static_cast<std::size_t>(number->second - first)] = joint.columns;
    }
  }
}

}  // namespace

Index first_joint_number(Index smallest, Index largest) {
  if (smallest != 1) return 0;
  const bool fits_one = arrays::is_usual_joint_count(largest);
  return fits_one || !arrays::is_usual_joint_count(largest + 1) ? 1 : 0;
}

std::optional<WideHeader> wide_header(std::span<const std::string> columns) {
  Columns found = joint_columns(columns);
  WideHeader header;
  header.has_depth = found.has_depth;
  header.is_in_space = found.is_in_space;
  header.units = units_to_read(found.columns);
  std::vector<std::string> order;
  const std::vector<Person> people = people_of(found.columns, header.units, order);
  if (order.size() < kFewestJoints) return std::nullopt;
  for (const Person& person : people) {
    PersonColumns& made = header.people.emplace_back();
    if (person.number >= 0) made.number = person.number;
  }
  if (const auto numbers = numbers_of(order, header.notes)) {
    number_joints(*numbers, people, header);
    return header;
  }
  header.names = order;
  for (std::size_t p = 0; p < people.size(); ++p) {
    for (const std::string& name : order) {
      const auto joint = people[p].joints.find(name);
      header.people[p].joints.push_back(joint == people[p].joints.end() ? JointColumns{}
                                                                        : joint->second.columns);
    }
  }
  return header;
}

void name_media_pipe(bool has_depth, Records& records) {
  constexpr std::size_t kLandmarks = 33;
  for (const RawFrame& frame : records.frames) {
    for (const RawPerson& person : frame.people) {
      if (!has_depth || person.points.size() != kLandmarks) return;
      records.format = "MediaPipe, " + records.format;
      records.usual = {"mediapipe"};
      return;
    }
  }
}

}  // namespace posegrad::pose::detections::tables
