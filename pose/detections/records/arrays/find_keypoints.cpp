#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "pose/detections/records/arrays/field_names.h"
#include "pose/detections/records/arrays/frame_values.h"
#include "pose/detections/records/arrays/keypoint_arrays.h"
#include "pose/detections/records/arrays/value_people.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections::arrays {
namespace {

using formats::Field;
using formats::Value;

constexpr int kDeepestGroup = 3;

FieldNames frame_list_names() {
  static constexpr std::array<std::string_view, 8> kNames{
      "frames", "results", "poseresults", "predictions", "detections", "data", "arr0", "poses"};
  return kNames;
}

/// Numbers with two axes and more, or many in one: enough for a skeleton.
bool can_be_points(const Value& value) {
  if (!is_number_block(value)) return false;
  if (!value.is_array()) return true;
  const formats::NdArray& array = value.as_array();
  return !array.is_number() || (array.rank() >= 1 && array.numel() >= 10);
}

/// Attributes, and what PyTables keeps beside a table.
bool is_beside_data(const std::string& name) {
  return name.starts_with("@") || name.starts_with("_");
}

std::optional<KeypointFields> find_in(const Field& dict, int depth);

std::optional<KeypointFields> find_in_groups(const Field& dict, int depth) {
  if (depth >= kDeepestGroup) return std::nullopt;
  for (const auto& [key, value] : dict.value().entries()) {
    const auto name = text_of(key);
    if (!name || !value.is_dict() || is_beside_data(*name)) continue;
    const Field group(value, fmt::format("{}: {}", dict.where(), formats::printable(*name)));
    if (auto found = find_in(group, depth + 1)) return found;
  }
  return std::nullopt;
}

/// By its name something that stands beside keypoints, or positions in space.
bool is_beside_points(const std::string& name) {
  const std::string bare = bare_name(name);
  if (bare.find("3d") != std::string::npos || bare.find("world") != std::string::npos) return true;
  for (const FieldNames names : {point_score_names(), person_score_names(), box_names(), id_names(),
                                 joint_label_names(), frame_number_names()})
    if (std::ranges::find(names, bare) != names.end()) return true;
  return false;
}

/// The entry that can be keypoints, whatever its name; others that can be them, too.
std::optional<KeypointFields> find_by_shape(const Field& dict) {
  std::optional<KeypointFields> found;
  for (const auto& [key, value] : dict.value().entries()) {
    const auto name = text_of(key);
    if (!name || is_beside_data(*name) || is_beside_points(*name)) continue;
    const Value& inside = value.unwrapped();
    const bool has_axes = inside.is_array() && inside.as_array().rank() >= 2;
    const bool is_list = is_frames(inside) && !inside.is_dict();
    if (!(has_axes && can_be_points(inside)) && !is_list) continue;
    if (found) {
      found->others.push_back(*name);
      continue;
    }
    const bool is_block = can_be_points(inside) && has_axes && inside.as_array().is_number();
    found = KeypointFields{
        Field(inside, fmt::format("{}: {}", dict.where(), formats::printable(*name))),
        dict,
        !is_block,
        fmt::format("'{}' is taken for the keypoints, the only array that can be them",
                    formats::printable(*name)),
        {}};
  }
  return found;
}

KeypointFields by_person(const Field& tracks) {
  return {Field(frames_of_tracks(tracks), tracks.where()),
          std::nullopt,
          true,
          "one entry a person, with the frames that they are seen in; entries are the ids",
          {}};
}

std::optional<KeypointFields> find_in(const Field& dict, int depth) {
  if (is_person_tracks(dict.value())) return by_person(dict);
  if (const auto points = find_named(dict, point_names(), can_be_points))
    return KeypointFields{*points, dict, false, "", {}};
  if (const auto frames = find_named(dict, point_names(), is_frames))
    return KeypointFields{*frames, dict, true, "", {}};
  if (const auto frames = find_named(dict, frame_list_names(), is_frames))
    return KeypointFields{*frames, dict, true, "", {}};
  if (is_frames(dict.value())) return KeypointFields{dict, std::nullopt, true, "", {}};
  if (auto found = find_in_groups(dict, depth)) return found;
  return find_by_shape(dict);
}

}  // namespace

std::optional<KeypointFields> find_keypoints(const Field& root) {
  const Field field = root.unwrapped();
  if (field.value().is_dict()) return find_in(field, 0);
  if (is_pair_with_scores(field.value())) {
    Value dict = Value::dict();
    dict.set("keypoints", field.value().items()[0]);
    dict.set("scores", field.value().items()[1]);
    return find_in(Field(dict, field.where()), 0);
  }
  if (is_person_tracks(field.value())) return by_person(field);
  if (can_be_points(field.value())) return KeypointFields{field, std::nullopt, false, "", {}};
  if (is_frames(field.value())) return KeypointFields{field, std::nullopt, true, "", {}};
  return std::nullopt;
}

}  // namespace posegrad::pose::detections::arrays
