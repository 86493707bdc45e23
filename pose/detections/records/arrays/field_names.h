#pragma once
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "pose/formats/field.h"

namespace posegrad::pose::detections::arrays {

/// What tools call the same thing, each as bare_name() gives it, the surest first.
using FieldNames = std::span<const std::string_view>;

/// Lower case, letters and digits only: "Keypoint_Scores" is "keypointscores".
std::string bare_name(std::string_view name);

/// The entry of a dict whose name is the earliest in `names`; nothing when the value is no dict or
/// has none that `suits` (None never does).
std::optional<formats::Field> find_named(
    const formats::Field& dict, FieldNames names,
    const std::function<bool(const formats::Value&)>& suits = [](const formats::Value&) {
      return true;
    });

FieldNames point_names();         // keypoints
FieldNames point_score_names();   // a score for each joint
FieldNames joint_score_names();   // those of them that can mean nothing else
FieldNames person_score_names();  // one for each person
FieldNames box_names();
FieldNames id_names();           // of people
FieldNames joint_label_names();  // names of the joints
FieldNames people_names();       // the list of a frame's people
FieldNames frame_number_names();
FieldNames picture_names();  // names of pictures
FieldNames fps_names();

/// A text, or none.
std::optional<std::string> text_of(const formats::Value& value);

}  // namespace posegrad::pose::detections::arrays
