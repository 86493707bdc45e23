#include "pose/detections/records/arrays/person_tracks.h"

#include <algorithm>
#include <map>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/number_block.h"
#include "pose/formats/text_lines.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::Field;
using formats::Value;

/// Items of the first axis.
std::size_t count_of(const Value& value) {
  if (value.is_sequence()) return value.size();
  if (!value.is_array() || value.as_array().rank() == 0) return 0;
  return static_cast<std::size_t>(value.as_array().dim(0));
}

Value item_of(const Value& value, std::size_t i) {
  if (value.is_sequence()) return value.items()[i];
  const formats::NdArray& array = value.as_array();
  if (array.type() == formats::ArrayType::object) return array.objects()[i];
  return Value(array.item_of_first_axis(static_cast<Index>(i)));
}

struct Track {
  Field points, numbers;
};

std::optional<Track> track_in(const Field& person) {
  const auto points =
      find_named(person, point_names(), [](const Value& v) { return is_number_block(v); });
  const auto numbers =
      find_named(person, frame_number_names(), [](const Value& v) { return is_number_block(v); });
  if (!points || !numbers) return std::nullopt;
  const std::size_t frames = count_of(points->value());
  // A flat list of numbers would be one frame's points, and one frame number that frame's.
  const bool has_frames = frames > 0 && is_number_block(item_of(points->value(), 0).unwrapped()) &&
                          count_of(item_of(points->value(), 0).unwrapped()) > 0;
  if (!has_frames || count_of(numbers->value()) != frames) return std::nullopt;
  return Track{*points, *numbers};
}

std::vector<std::pair<Value, Field>> people_of(const Field& tracks) {
  std::vector<std::pair<Value, Field>> people;
  if (tracks.value().is_dict()) {
    for (const auto& [key, value] : tracks.value().entries())
      people.emplace_back(key, Field(value.unwrapped(), tracks.where()));
  } else if (tracks.value().is_sequence()) {
    for (const Value& value : tracks.value().items())
      people.emplace_back(Value(), Field(value.unwrapped(), tracks.where()));
  }
  return people;
}

/// The key of a dict of people, a number that its person says, or the place in the list.
std::int64_t id_of(const Value& key, const Field& person, std::size_t place) {
  if (key.is(Value::Kind::integer)) return key.as_int();
  if (const auto text = text_of(key))
    if (const auto number = formats::whole_number(*text)) return *number;
  const auto is_one = [](const Value& value) { return value.is(Value::Kind::integer); };
  if (const auto id = find_named(person, id_names(), is_one)) return id->value().as_int();
  return static_cast<std::int64_t>(place);
}

}  // namespace

bool is_person_tracks(const Value& value) {
  const auto people = people_of(Field(value.unwrapped(), ""));
  bool is_any_long = false;
  for (const auto& [key, person] : people) {
    const auto track = track_in(person);
    if (!track) return false;
    is_any_long = is_any_long || count_of(track->numbers.value()) > 1;
  }
  return is_any_long;
}

Value frames_of_tracks(const Field& tracks) {
  std::map<double, std::vector<Value>> frames;
  std::size_t place = 0;
  for (const auto& [key, person] : people_of(tracks)) {
    const auto [points, numbers] = track_in(person).value();
    const std::size_t count = count_of(points.value());
    const auto is_as_long = [&](const Value& value) { return count_of(value) == count; };
    const auto scores = find_named(person, point_score_names(), is_as_long),
               boxes = find_named(person, box_names(), is_as_long);
    const std::int64_t id = id_of(key, person, place++);
    for (std::size_t t = 0; t < count; ++t) {
      Value seen = Value::dict();
      seen.set("keypoints", item_of(points.value(), t));
      if (scores) seen.set("keypoint_scores", item_of(scores->value(), t));
      if (boxes) seen.set("bbox", item_of(boxes->value(), t));
      seen.set("id", Value(id));
      frames[item_of(numbers.value(), t).as_double()].push_back(std::move(seen));
    }
  }
  Value by_frame = Value::dict();
  for (auto& [number, people] : frames)
    by_frame.set(Value(static_cast<std::int64_t>(number)), Value::list(std::move(people)));
  return by_frame;
}

}  // namespace posegrad::pose::detections::arrays
