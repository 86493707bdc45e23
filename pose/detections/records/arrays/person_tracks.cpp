#include <cmath>
#include <map>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/frame_values.h"
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
  if (frames == 0) return std::nullopt;
  const Value first = items_of(points->value()).front().unwrapped();
  const bool has_frames = is_number_block(first) && count_of(first) > 0;
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

std::int64_t frame_of(const Value& number, const Field& numbers) {
  constexpr double kMost = 1e15;
  const double frame = number.as_double();
  if (!(frame >= 0 && frame <= kMost && frame == std::floor(frame)))
    numbers.fail(fmt::format("{} is no number of a frame", frame));
  return static_cast<std::int64_t>(frame);
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
  std::map<std::int64_t, std::vector<Value>> frames;
  std::size_t place = 0;
  for (const auto& entry : people_of(tracks)) {
    const Field& person = entry.second;
    const auto [points, numbers] = track_in(person).value();
    const std::vector<Value> at = items_of(numbers.value()), poses = items_of(points.value());
    const auto beside = [&](FieldNames names) {
      const auto found = find_named(
          person, names, [&](const Value& value) { return count_of(value) == at.size(); });
      return found ? items_of(found->value()) : std::vector<Value>{};
    };
    const std::vector<Value> scores = beside(point_score_names()), boxes = beside(box_names());
    const std::int64_t id = id_of(entry.first, person, place++);
    for (std::size_t t = 0; t < at.size(); ++t) {
      Value seen = Value::dict();
      seen.set("keypoints", poses[t]);
      if (!scores.empty()) seen.set("keypoint_scores", scores[t]);
      if (!boxes.empty()) seen.set("bbox", boxes[t]);
      seen.set("id", Value(id));
      frames[frame_of(at[t], numbers)].push_back(std::move(seen));
    }
  }
  Value by_frame = Value::dict();
  for (auto& [number, people] : frames) by_frame.set(Value(number), Value::list(std::move(people)));
  return by_frame;
}

}  // namespace posegrad::pose::detections::arrays
