#include "pose/wild/readers/data_set.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/text_codec.h"
#include "pose/wild/readers/keypoint_numbers.h"

namespace posegrad::pose::readers {
namespace {

using formats::Field;
using formats::NdArray;
using formats::NpzReader;
using formats::Value;
using Named = std::pair<std::string, Field>;

/// The exact name, else the only one that begins so, else the only one there is.
const Named& choose(const std::vector<Named>& items, const std::string& name, const char* what,
                    const Field& place) {
  std::vector<std::string> names, matching;
  const Named* chosen = nullptr;
  for (const Named& item : items) {
    names.push_back(formats::printable(item.first));
    if (!name.empty() && item.first == name) return item;
    if (!item.first.starts_with(name)) continue;
    matching.push_back(names.back());
    chosen = &item;
  }
  if (matching.size() == 1) return *chosen;
  if (items.empty()) place.fail(fmt::format("there is no {}", what));
  if (name.empty())
    place.fail(fmt::format("there are {} {}s, choose one: {}", items.size(), what,
                           fmt::join(names, ", ")));
  if (matching.empty())
    place.fail(
        fmt::format("there is no {} '{}'; there are: {}", what, name, fmt::join(names, ", ")));
  place.fail(fmt::format("several {}s begin with '{}': {}", what, name, fmt::join(matching, ", ")));
}

/// One camera's (T, K, 2 or 3) of a list over cameras, or of an array whose first axis they are.
NdArray camera_of(const Field& field, Index camera) {
  const bool is_numbers = field.value().is_array() && field.as_array().is_number();
  if (is_numbers && field.as_array().rank() != 4)
    field.fail(
        "a list over cameras or an array (cameras, frames, joints, 2 or 3) is wanted; found " +
        field.as_array().to_string());
  const bool is_objects = field.value().is_array() && !is_numbers;
  const Index cameras = is_numbers   ? field.as_array().dim(0)
                        : is_objects ? static_cast<Index>(field.as_array().objects().size())
                                     : static_cast<Index>(field.size());
  if (camera < 0 || camera >= cameras)
    field.fail(fmt::format("there is no camera {}; there are {}", camera, cameras));
  if (is_numbers) return field.as_array().item_of_first_axis(camera);
  const auto i = static_cast<std::size_t>(camera);
  const Field item(is_objects ? field.as_array().objects()[i] : field.value().items()[i],
                   fmt::format("{}: camera {}", field.where(), camera));
  const NdArray& array = item.as_array();
  if (!array.is_number() || array.rank() != 3)
    item.fail("an array (frames, joints, 2 or 3) of numbers is wanted; found " + array.to_string());
  return array;
}

const KeypointLayout& layout_of(Index joints, const DetectionOptions& options, const Field& place) {
  constexpr std::array kLayouts{"coco", "mpii", "humaneva15", "humaneva20"};
  if (!options.layout.empty()) {
    const KeypointLayout& layout = keypoint_layout(options.layout);
    if (layout.num_joints() != joints)
      place.fail(
          fmt::format("{} joints; the layout {} has {}", joints, layout.name, layout.num_joints()));
    return layout;
  }
  for (const char* name : kLayouts) {
    if (keypoint_layout(name).num_joints() == joints) return keypoint_layout(name);
  }
  place.fail(
      fmt::format("{} joints; known are 17 (coco), 16 (mpii), 15 and 20 (humaneva)", joints));
}

DetectedFrame frame_of(const NdArray& array, Index frame, bool zeros_are_joints) {
  const Index joints = array.dim(1), features = array.dim(2);
  DetectedPerson person;
  bool is_there = false;
  for (Index joint = 0; joint < joints; ++joint) {
    const auto number = [&](Index feature) {
      return array.number((frame * joints + joint) * features + feature);
    };
    DetectedKeypoint keypoint{number(0), number(1), features == 3 ? number(2) : 1};
    const bool is_zero =
        !zeros_are_joints && keypoint.x == 0 && keypoint.y == 0 && keypoint.confidence == 0;
    if (is_zero || std::isnan(keypoint.x) || std::isnan(keypoint.y)) {
      constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
      keypoint = {kNaN, kNaN, 0};
    } else {
      is_there = true;
    }
    person.keypoints.push_back(keypoint);
  }
  person.score = mean_confidence(person.keypoints);
  DetectedFrame found;
  if (is_there) found.people.push_back(std::move(person));
  return found;
}

/// Two lists of joints, or an array (2, n).
std::vector<std::vector<double>> symmetry_of(const Field& field) {
  std::vector<std::vector<double>> sides;
  if (field.value().is_array()) {
    if (field.as_array().rank() != 2) field.fail("a left and a right list are wanted");
    for (Index side = 0; side < field.as_array().dim(0); ++side)
      sides.push_back(
          numbers_of({Value(field.as_array().item_of_first_axis(side)), field.where()}));
  } else {
    for (const Field& side : field.items()) sides.push_back(numbers_of(side));
  }
  return sides;
}

std::vector<double> as_doubles(const std::vector<Index>& joints) {
  return {joints.begin(), joints.end()};
}

/// What the metadata says against what the joints are taken for.
void note_contradictions(const Field& metadata, const KeypointLayout& layout,
                         std::vector<std::string>& notes) {
  const std::string taken = fmt::format("the joints are taken as those of '{}'", layout.name);
  const auto name = metadata.find("layout_name");
  if (name && !name->is_none() && name->as_text() != layout.name) {
    notes.push_back(fmt::format("the metadata claims the layout '{}'; {}",
                                formats::printable(name->as_text()), taken));
    return;
  }
  const auto symmetry = metadata.find("keypoints_symmetry");
  if (symmetry && !symmetry->is_none()) {
    const auto sides = symmetry_of(*symmetry);
    if (sides != std::vector{as_doubles(layout.left), as_doubles(layout.right)})
      notes.push_back("the metadata has other left and right joints than these; " + taken);
  }
}

std::optional<VideoSize> size_in(const Field& metadata, const std::string& subject) {
  const auto videos = metadata.find("video_metadata");
  if (!videos || !videos->value().is_dict()) return std::nullopt;
  const auto video = videos->find(subject);
  if (!video) return std::nullopt;
  return video_size_of(*video, "w", "h");
}

}  // namespace

bool is_data_set(const NpzReader& file) { return file.has("positions_2d"); }

Detections read_data_set(const NpzReader& file, const DetectionOptions& options) {
  const Field positions = file.field("positions_2d");
  const auto subjects = positions.entries();
  const auto& [subject, subject_field] = choose(subjects, options.subject, "subject", positions);
  const auto actions = subject_field.entries();
  const Field& sequence = choose(actions, options.action, "action", subject_field).second;
  const NdArray array = camera_of(sequence, options.camera);
  if (array.dim(2) != 2 && array.dim(2) != 3)
    sequence.fail("2 or 3 numbers a joint are wanted; found " + array.to_string());
  const KeypointLayout& layout = layout_of(array.dim(1), options, sequence);
  Detections detections{.source = file.path(),
                        .format = fmt::format("data set of 2D keypoints ({})",
                                              array.dim(2) == 3 ? "x, y, score" : "x, y"),
                        .layout = &layout,
                        .frames = {},
                        .first_frame = 0,
                        .size = {},
                        .notes = {}};
  if (file.has("metadata")) {
    const Field metadata = file.field("metadata");
    if (metadata.value().is_dict()) {
      note_contradictions(metadata, layout, detections.notes);
      detections.size = size_in(metadata, subject);
    }
  }
  for (Index frame = 0; frame < array.dim(0); ++frame)
    detections.frames.push_back(frame_of(array, frame, options.zeros_are_joints));
  return detections;
}

}  // namespace posegrad::pose::readers
