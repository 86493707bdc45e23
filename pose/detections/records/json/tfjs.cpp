#include <algorithm>

#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/points.h"
#include "pose/detections/records/json/tools.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

/// Whether point dicts are named as these models name theirs, and are not MediaPipe's, which have
/// visibility for score.
bool are_named(const Value& list) {
  const auto item = std::ranges::find_if(list.items(), [](const Value& v) { return v.is_dict(); });
  return item != list.items().end() && item->find("visibility") == nullptr &&
         first_of(*item, {"name", "part"}) != nullptr;
}

bool is_pose(const Value& value) {
  const Value* keypoints = first_of(value, {"keypoints"});
  if (keypoints == nullptr || !keypoints->is_sequence()) return false;
  return point_form(*keypoints, Evidence::by_key) == PointForm::dicts && are_named(*keypoints);
}

/// Poses of TensorFlow.js: pose-detection 2.1 (MoveNet, BlazePose, PoseNet: {score, keypoints [{x,
/// y, score, name}], id} in pixels; keypoints3D is left alone), posenet 2.2 ({part, position {x,
/// y}, score}), and ml5.js 0.12 ({pose, skeleton}) and 1.2 (confidence in place of score); a list
/// of poses or one pose a frame.
class TfjsReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "TensorFlow.js"; }
  std::string written_by() const override {
    return "pose-detection 2.1 (MoveNet, BlazePose, PoseNet), posenet 2.2, ml5.js 0.12 and 1.2";
  }
  std::vector<std::string> layouts() const override { return {"coco", "mediapipe"}; }

 protected:
  Units units() const override { return Units::pixels; }

  PersonTest test(const Value& value) const override {
    const Value* pose = first_of(value, {"pose"});
    if (is_pose(value) || (pose != nullptr && is_pose(*pose))) return PersonTest::yes;
    const Value* keypoints = first_of(value, {"keypoints"});
    const bool is_empty = keypoints != nullptr && keypoints->is_sequence() &&
                          keypoints->size() == 0 && value.find("score") != nullptr &&
                          value.find("bbox") == nullptr;
    return is_empty ? PersonTest::absent : PersonTest::no;
  }

  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    const auto inner = person.find("pose");
    const Field pose = inner && inner->value().is_dict() ? *inner : person;
    read_about(pose, {"score", "confidence"}, about, people);
    if (const auto id = pose.find("id"); id && !about.id) about.id = people.id_at(*id);
    people.add(pose.at("keypoints"), std::move(about));
  }
};

}  // namespace

std::unique_ptr<RecordReader> tfjs_reader() { return std::make_unique<TfjsReader>(); }

}  // namespace posegrad::pose::detections
