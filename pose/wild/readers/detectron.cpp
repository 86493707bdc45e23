#include "pose/wild/readers/detectron.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/wild/readers/keypoint_numbers.h"

namespace posegrad::pose::readers {
namespace {

using formats::Field;
using formats::NdArray;
using formats::NpzReader;
using formats::Value;

constexpr Index kJoints = 17;

/// What was found of the class "person" in each frame. NumPy made arrays of three kinds out of the
/// scripts' nested lists: objects (F, 2) of [background, person]; objects (F,) of such lists, or
/// None; numbers (F, 2, 0) when all of them were empty.
class PersonFrames {
 public:
  explicit PersonFrames(Field field) : field_(std::move(field)), array_(field_.as_array()) {
    const bool is_objects = array_.type() == formats::ArrayType::object &&
                            (array_.rank() == 1 || (array_.rank() == 2 && array_.dim(1) == 2));
    const bool is_nothing = array_.is_number() && array_.rank() >= 1 && array_.numel() == 0;
    if (!is_objects && !is_nothing)
      field_.fail("objects of shape (frames, 2) or (frames,) are wanted; found " +
                  array_.to_string());
  }

  Index count() const { return array_.dim(0); }
  /// Null when there is nothing.
  Field at(Index frame) const {
    std::string where = fmt::format("{}: frame {}", field_.where(), frame);
    if (array_.is_number()) return {Value(), std::move(where)};
    const auto i = static_cast<std::size_t>(frame);
    if (array_.rank() == 2) return {array_.objects()[2 * i + 1], std::move(where)};
    const Field classes(array_.objects()[i], std::move(where));
    if (classes.is_none()) return classes;
    if (classes.size() != 2)
      classes.fail(
          fmt::format("a list of background and person is wanted; found {} items", classes.size()));
    return {classes[1].value(), classes.where()};
  }

 private:
  Field field_;
  NdArray array_;
};

bool is_empty(const Field& field) {
  if (field.is_none()) return true;
  if (field.value().is_array()) return field.as_array().numel() == 0;
  return field.size() == 0;
}

/// Rows x, y, logit, probability of 17 joints.
std::vector<DetectedKeypoint> keypoints_of(const NdArray& array, const Field& place) {
  if (!array.is_number() || array.rank() != 2 || array.dim(0) < 2 || array.dim(1) != kJoints)
    place.fail(
        fmt::format("an array (4, {}) of numbers is wanted; found {}", kJoints, array.to_string()));
  const Index rows = array.dim(0);
  std::vector<DetectedKeypoint> keypoints;
  for (Index joint = 0; joint < kJoints; ++joint) {
    const auto row = [&](Index r) { return array.number(r * kJoints + joint); };
    DetectedKeypoint keypoint{row(0), row(1), rows >= 4 ? row(3) : 1};
    if (std::isnan(keypoint.x) || std::isnan(keypoint.y)) {
      constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
      keypoint = {kNaN, kNaN, 0};
    }
    keypoints.push_back(keypoint);
  }
  return keypoints;
}

/// Detectron has a list of arrays, Detectron2 one array.
std::vector<NdArray> arrays_of(const Field& field) {
  std::vector<NdArray> arrays;
  if (field.value().is_array()) {
    const NdArray& all = field.as_array();
    if (all.rank() != 3 || !all.is_number())
      field.fail("an array (people, 4, 17) of numbers is wanted; found " + all.to_string());
    for (Index person = 0; person < all.dim(0); ++person)
      arrays.push_back(all.item_of_first_axis(person));
  } else {
    for (const Field& person : field.items()) arrays.push_back(person.as_array());
  }
  return arrays;
}

std::vector<DetectedPerson> people_of(const Field& boxes, const Field& keypoints) {
  const NdArray& rows = boxes.as_array();
  if (!rows.is_number() || rows.rank() != 2 || rows.dim(1) != 5)
    boxes.fail("an array (people, 5) of numbers is wanted; found " + rows.to_string());
  const std::vector<NdArray> arrays = arrays_of(keypoints);
  if (static_cast<Index>(arrays.size()) != rows.dim(0))
    keypoints.fail(fmt::format("{} people; there are {} boxes", arrays.size(), rows.dim(0)));
  std::vector<DetectedPerson> people;
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const auto item = [&](Index column) { return rows.number(static_cast<Index>(i) * 5 + column); };
    const Box box{item(0), item(1), item(2), item(3)};
    people.push_back({keypoints_of(arrays[i], keypoints), item(4), box, std::nullopt});
  }
  return people;
}

}  // namespace

bool is_detectron(const NpzReader& file) { return file.has("boxes") && file.has("keypoints"); }

Detections read_detectron(const NpzReader& file) {
  const PersonFrames boxes(file.field("boxes")), keypoints(file.field("keypoints"));
  if (keypoints.count() != boxes.count())
    file.field("keypoints")
        .fail(fmt::format("{} frames; boxes has {}", keypoints.count(), boxes.count()));
  Detections detections{.source = file.path(),
                        .format = "Detectron npz",
                        .layout = &keypoint_layout("coco"),
                        .frames = {},
                        .first_frame = 0,
                        .size = {},
                        .notes = {}};
  if (file.has("metadata")) detections.size = video_size_of(file.field("metadata"), "w", "h");
  for (Index frame = 0; frame < boxes.count(); ++frame) {
    DetectedFrame& found = detections.frames.emplace_back();
    const Field box = boxes.at(frame), keypoint = keypoints.at(frame);
    if (is_empty(box) || is_empty(keypoint)) continue;
    if (keypoint.value().is_array()) detections.format = "Detectron2 npz";
    found.people = people_of(box, keypoint);
  }
  return detections;
}

}  // namespace posegrad::pose::readers
