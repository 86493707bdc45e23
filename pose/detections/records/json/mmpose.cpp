#include <utility>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/tools.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

bool is_list_of_rows(const Value& value) {
  return value.is_sequence() && point_form(value, Evidence::by_key) == PointForm::rows;
}

/// Results of MMPose 0.x (pose_results dumped: {bbox [x1, y1, x2, y2, score], keypoints [[x, y, c],
/// ...], track_id}) and 1.x (demo/*.py --save-predictions, MMPoseInferencer: {keypoints [[x, y],
/// ...], keypoint_scores, bbox [[x1, y1, x2, y2]], bbox_score} in {frame_id, instances}, these in
/// {meta_info, instance_info} or a list; a picture's instances a file). Sapiens 1.0 and its lite
/// demos write {instance_info} a picture too.
class MmPoseReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "MMPose"; }
  std::string written_by() const override { return "MMPose 0.x and 1.x, Sapiens 1.0"; }
  std::vector<std::string> layouts() const override {
    return {"coco", "coco_wholebody", "halpe_26", "mpii", "h36m", "crowdpose",
            "aic",  "posetrack_18",   "halpe_136"};
  }

 protected:
  PointRules rules() const override { return {.third_is_score = true, .box = BoxForm::corners}; }
  Units units() const override { return Units::pixels; }

  PersonTest test(const Value& value) const override {
    const Value* keypoints = first_of(value, {"keypoints"});
    const bool is_scored = first_of(value, {"keypoint_scores"}) != nullptr;
    const Value* box = first_of(value, {"bbox"});
    if (keypoints == nullptr)
      return box != nullptr && first_of(value, {"bbox_score"}) != nullptr ? PersonTest::without
                                                                          : PersonTest::no;
    if (is_scored && is_nothing(*keypoints)) return PersonTest::absent;
    if (is_scored && keypoints->is_array()) return PersonTest::no;  // a dump in a pickle
    if (is_scored && !keypoints->is_sequence() && !keypoints->is_dict())
      return PersonTest::yes;  // and refused
    if (!is_list_of_rows(*keypoints) || first_of(value, {"image_id", "scores"}) != nullptr)
      return PersonTest::no;
    if (is_scored) return PersonTest::yes;
    const bool is_old = box != nullptr && box->is_sequence() &&
                        is_row(keypoints->items().front(), 3, 3) &&
                        (box->size() == 5 || first_of(value, {"area"}) != nullptr);
    return is_old ? PersonTest::yes : PersonTest::no;
  }

  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    read_about(person, {"bbox_score", "score"}, about, people);
    const auto box = person.find("bbox");
    if (box && box->value().is_sequence() && box->size() == 5) about.score = number_at((*box)[4]);
    const Field keypoints = person.at("keypoints");
    const auto scores = person.find("keypoint_scores");
    const bool is_scored = scores && !scores->is_none();
    if (is_scored && keypoints.size() > 0 && is_row(keypoints.value().items().front(), 3, 3))
      keypoints.fail(
          "points in space (x, y, z) of a pose lifter; those of a 2D detector are wanted");
    people.add(keypoints, std::move(about), scores, box);
  }

  void describe(const FoundFrames& found, Records& records) const override {
    for (const Field& dict : found.around) {
      const auto meta = dict.find("meta_info");
      if (!meta || !meta->value().is_dict()) continue;
      if (const auto name = meta->find("dataset_name"); name && name->value().is_text())
        if (const Layout* layout = find_layout(name->as_text())) records.layout = layout->name;
      if (const auto names = meta->find("keypoint_id2name"); names && names->value().is_dict())
        for (std::size_t id = 0; id < names->size(); ++id)
          records.names.push_back(names->at(std::to_string(id)).as_text());
    }
  }
};

}  // namespace

std::unique_ptr<RecordReader> mmpose_reader() { return std::make_unique<MmPoseReader>(); }

}  // namespace posegrad::pose::detections
