#include "pose/detections/records/arrays/value_people.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/keypoint_axes.h"
#include "pose/detections/records/arrays/number_block.h"
#include "tensor/error.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::Field;
using formats::Value;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kDeepest = 6;

bool is_nothing(const Value& value) {
  const Value& inside = value.unwrapped();
  if (inside.is_none()) return true;
  if (inside.is_array()) return inside.as_array().numel() == 0;
  return (inside.is_sequence() || inside.is_dict()) && inside.size() == 0;
}

bool is_many(const Value& value) {
  return value.is_sequence() || (value.is_array() && value.as_array().rank() > 0);
}

bool is_many_or_dict(const Value& value) { return is_many(value) || value.is_dict(); }

bool is_single(const Value& value) {
  if (value.is(Value::Kind::integer) || value.is(Value::Kind::real)) return true;
  return value.is_array() && value.as_array().is_number() && value.as_array().numel() == 1;
}

/// The number for person `i`: of a list over people, or the only one.
std::optional<double> number_for(const std::optional<Field>& field, std::size_t i,
                                 std::size_t people) {
  if (!field || is_nothing(field->value())) return std::nullopt;
  const auto block = number_block(*field);
  if (!block) return std::nullopt;
  const std::vector<double> numbers = block->flat(block->numel());
  if (numbers.size() == people) return numbers[i];
  return numbers.size() == 1 && people == 1 ? std::optional(numbers[0]) : std::nullopt;
}

void add_boxes(const std::optional<Field>& field, std::span<RawPerson> people) {
  if (!field || is_nothing(field->value())) return;
  const auto block = number_block(*field);
  if (!block) return;
  const NumberBlock rows = block->squeezed();
  if (rows.rank() < 1) return;
  const Index each = rows.dim(rows.rank() - 1);
  if ((each != 4 && each != 5) || rows.numel() != each * static_cast<Index>(people.size())) return;
  const std::vector<double> numbers = rows.flat(rows.numel());
  for (std::size_t i = 0; i < people.size(); ++i) {
    const auto row = std::span(numbers).subspan(i * static_cast<std::size_t>(each));
    people[i].box = {row[0], row[1], row[2], row[3]};
    if (each == 5) people[i].score = row[4];
  }
}

/// Whether there is one score for each person of (P, J, 2 or 3), (J, 2 or 3): by the name alone
/// they may be of the joints.
bool are_of_people(const Field& scores, const Field& points) {
  const auto found = number_block(scores), block = number_block(points);
  if (!found || !block) return false;
  const NumberBlock people = block->squeezed();
  return found->numel() == (people.rank() == 3 ? people.dim(0) : 1);
}

void append_dict(const Field& dict, const Field& points, PointsForm& form, RawFrame& frame) {
  auto scores = find_named(dict, point_score_names(), is_many);
  if (scores && !find_named(dict, joint_score_names()) && are_of_people(*scores, points))
    scores.reset();
  std::vector<RawPerson> people = people_of_points(points, scores, form);
  add_boxes(find_named(dict, box_names()), people);
  const auto person_scores = find_named(dict, person_score_names(), [&](const Value& value) {
    return is_single(value) || (is_many(value) && !scores);
  });
  const auto ids = find_named(dict, id_names());
  for (std::size_t i = 0; i < people.size(); ++i) {
    if (const auto score = number_for(person_scores, i, people.size())) people[i].score = *score;
    people[i].id = number_for(ids, i, people.size());
    people[i].where =
        people.size() == 1 ? dict.where() : fmt::format("{}: person {}", dict.where(), i);
    frame.people.push_back(std::move(people[i]));
  }
}

void append(const Field& item, PointsForm& form, RawFrame& frame, int depth) {
  if (is_nothing(item.value())) return;
  const Value& value = item.value().unwrapped();
  if (depth > kDeepest) item.fail("lists in lists in lists; keypoints are wanted");
  const auto add = [&](const Field& points, const std::optional<Field>& scores) {
    for (RawPerson& person : people_of_points(points, scores, form)) {
      person.where = fmt::format("{}: person {}", item.where(), frame.people.size());
      frame.people.push_back(std::move(person));
    }
  };
  if (value.is_dict()) {
    const auto points = find_named(item.unwrapped(), point_names(),
                                   [](const Value& v) { return is_number_block(v); });
    if (points) return append_dict(item.unwrapped(), *points, form, frame);
    const auto empty = find_named(item.unwrapped(), point_names(), is_nothing);
    const auto people = find_named(item.unwrapped(), people_names(), is_many_or_dict);
    if (people) return append(*people, form, frame, depth + 1);
    if (empty) return;
    value.at("keypoints");
  }
  if (is_pair_with_scores(value)) return add(item[0], item[1]);
  if (is_number_block(value) && number_block(item)) return add(item, std::nullopt);
  if (value.is_sequence()) {
    for (const Field& part : item.items()) append(part, form, frame, depth + 1);
  } else if (value.is_array() && value.as_array().type() == formats::ArrayType::object) {
    for (const Value& part : value.as_array().objects())
      append(Field(part, item.where()), form, frame, depth + 1);
  } else {
    item.fail(fmt::format("keypoints of people are wanted; found {}", value.kind_name()));
  }
}

enum class Look { nothing, empty_frame, people, other };

Look look_into(const Value& value, int depth) {
  const Value& item = value.unwrapped();
  if (depth == kDeepest) return Look::other;
  if (is_nothing(item)) return Look::nothing;
  if (item.is_dict()) {
    const Field field(item, "");
    if (find_named(field, point_names(),
                   [](const Value& v) { return is_number_block(v) || is_nothing(v); }))
      return Look::people;
    const auto people = find_named(field, people_names(), is_many_or_dict);
    if (!people) return Look::other;
    const Look inside = look_into(people->value(), depth + 1);
    return inside == Look::nothing ? Look::empty_frame : inside;
  }
  if (is_pair_with_scores(item) || is_number_block(item)) return Look::people;
  std::span<const Value> inside;
  if (item.is_sequence()) inside = item.items();
  if (item.is_array() && item.as_array().type() == formats::ArrayType::object)
    inside = item.as_array().objects();
  // The first that has anything tells about all of them.
  Look look = inside.empty() ? Look::other : Look::nothing;
  for (const Value& part : inside) {
    const Look of_part = look_into(part, depth + 1);
    if (of_part == Look::people || of_part == Look::other) return of_part;
    if (of_part == Look::empty_frame) look = Look::empty_frame;
  }
  return look;
}

}  // namespace

bool is_people(const Value& value) {
  const Look look = look_into(value, 0);
  return look == Look::people || look == Look::empty_frame;
}

bool is_pair_with_scores(const Value& value) {
  if (!value.is_sequence() || value.size() != 2) return false;
  const Value &points = value.items()[0], &scores = value.items()[1];
  if (!points.is_array() || !scores.is_array()) return false;
  const auto &shape = points.as_array().shape(), &other = scores.as_array().shape();
  return shape.size() >= 2 && shape.back() == 2 &&
         std::ranges::equal(std::span(shape).first(shape.size() - 1), other);
}

void append_people(const Field& item, PointsForm& form, RawFrame& frame) {
  append(item, form, frame, 0);
}

std::vector<RawPerson> people_of_points(const Field& points, const std::optional<Field>& scores,
                                        PointsForm& form) {
  if (is_nothing(points.value())) return {};
  const auto block = number_block(points, form.guard);
  if (!block)
    points.fail(fmt::format("numbers of joints are wanted; found {}",
                            points.value().unwrapped().kind_name()));
  const NumberBlock squeezed = block->squeezed();
  const AxesHint hint{scores.has_value(), 0, scores ? 0 : form.numbers, true};
  const KeypointAxes axes = keypoint_axes(squeezed, hint, points.where());
  if (!scores) form.numbers = axes.names.back() == 'F' ? axes.numbers : form.numbers;
  const NumberBlock people = in_order(squeezed, axes).item(0);
  std::vector<double> confidences;
  if (scores) {
    const auto found = number_block(*scores, form.guard);
    const Index wanted = people.dim(0) * people.dim(1);
    if (found && found->numel() == wanted) confidences = found->flat(wanted);
    if (confidences.empty())
      scores->fail(fmt::format("a score for each of {} joints is wanted; found {}", wanted,
                               found ? found->shape_text() : "something else"));
  } else if (people.dim(2) == 3) {
    form.has_third = true;
  }
  std::vector<RawPerson> made;
  for (Index p = 0; p < people.dim(0); ++p) {
    RawPerson person{raw_points(people.item(p)), kNaN, {}, {}, ""};
    for (std::size_t j = 0; !confidences.empty() && j < person.points.size(); ++j)
      person.points[j].score = confidences[static_cast<std::size_t>(p) * person.points.size() + j];
    made.push_back(std::move(person));
  }
  return made;
}

}  // namespace posegrad::pose::detections::arrays
