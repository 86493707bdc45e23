#include <algorithm>
#include <array>

#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/tools.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

/// {version, people: [{person_id, pose_keypoints_2d: [x, y, c, ...]}]}: OpenPose 1.7 (its older
/// versions write pose_keypoints, or joints in bodies), and those who imitate it: Pose2Sim 0.10 and
/// Sports2D 0.8 (rtmlib's points), AlphaPose 0.6 (--format open and cmu), DWPose in
/// comfyui_controlnet_aux 1.1 and sd-webui-controlnet 1.1 (canvas_width, canvas_height; [x, y, c]
/// in lists of their own).
class OpenPoseReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "OpenPose"; }
  std::string written_by() const override {
    return "OpenPose 1.7 and older; Pose2Sim 0.10, Sports2D 0.8, AlphaPose 0.6 (--format open, "
           "cmu), comfyui_controlnet_aux 1.1, sd-webui-controlnet 1.1";
  }
  std::vector<std::string> layouts() const override {
    return {"body_25",  "coco_18",        "body_25b",  "halpe_26", "coco",
            "body_135", "coco_wholebody", "halpe_136", "mpi_15"};
  }

 protected:
  PointRules rules() const override { return {.flat_triples = true, .third_is_score = true}; }

  PersonTest test(const Value& value) const override {
    const Value* points = first_of(value, {"pose_keypoints_2d", "pose_keypoints"});
    if (points != nullptr) return is_nothing(*points) ? PersonTest::absent : PersonTest::yes;
    if (is_body_of_alphapose(value)) return PersonTest::yes;
    const bool is_face_or_hand = first_of(value, {"face_keypoints_2d", "hand_left_keypoints_2d",
                                                  "hand_right_keypoints_2d"}) != nullptr;
    return is_face_or_hand ? PersonTest::without : PersonTest::no;
  }

  bool is_frame(const Value& dict) const override {
    const Value* people = first_of(dict, {"people", "bodies"});
    if (people == nullptr) return false;
    if (people->is_sequence() && people->size() > 0)
      return test(people->items().front()) != PersonTest::no;
    // Nobody: told by what else OpenPose and its imitators write.
    constexpr std::array<std::string_view, 6> kKeys{
        "people", "bodies", "version", "part_candidates", "canvas_width", "canvas_height"};
    return (people->is_none() || people->is_sequence()) &&
           std::ranges::all_of(dict.entries(), [&](const Value::Entry& entry) {
             return std::ranges::find(kKeys, entry.first.as_text()) != kKeys.end();
           });
  }

  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    read_about(person, {}, about, people);
    people.add(*first_of(person, {"pose_keypoints_2d", "pose_keypoints", "joints"}),
               std::move(about));
  }

 private:
  /// {joints: [x, y, c, ...]} and hardly anything else.
  static bool is_body_of_alphapose(const Value& value) {
    const Value* joints = first_of(value, {"joints"});
    return joints != nullptr && value.size() <= 2 && joints->is_sequence() &&
           joints->size() % 3 == 0 && point_form(*joints) == PointForm::flat;
  }
};

}  // namespace

std::unique_ptr<RecordReader> openpose_reader() { return std::make_unique<OpenPoseReader>(); }

}  // namespace posegrad::pose::detections
