#include <algorithm>

#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/tools.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

bool is_rows_of_three(const Value& value) {
  return value.is_sequence() && point_form(value) == PointForm::rows &&
         is_row(value.items().front(), 3, 3);
}

/// A frame: people by their numbers.
bool is_frame_of_ids(const Value& frame) {
  return frame.is_dict() && std::ranges::all_of(frame.entries(), [](const Value::Entry& entry) {
           return whole_number_in(entry.first) && is_rows_of_three(entry.second);
         });
}

/// {keypoints: [{"0": [[y, x, score], ...]}, ...], skeleton: {"0": "nose", ...}} of
/// easy_ViTPose 1.2 (inference.py --save-json): a dict of people by the tracker's numbers for each
/// frame; y stands before x.
class VitPoseReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "easy_ViTPose"; }
  std::string written_by() const override { return "easy_ViTPose 1.2"; }
  std::vector<std::string> layouts() const override { return {"coco", "coco_wholebody", "aic"}; }

  bool takes(const Source& source) const override {
    return std::ranges::any_of(source.documents, [](const Document& document) {
      const Value* keypoints = first_of(document.value, {"keypoints"});
      if (keypoints == nullptr || !keypoints->is_sequence()) return false;
      const auto frame = std::ranges::find_if(
          keypoints->items(), [](const Value& item) { return !item.is_dict() || item.size() > 0; });
      return frame != keypoints->items().end() && is_frame_of_ids(*frame);
    });
  }

 protected:
  PointRules rules() const override { return {.third_is_score = true, .rows_are_yx = true}; }
  Units units() const override { return Units::pixels; }
  PersonTest test(const Value& value) const override {
    return is_rows_of_three(value) ? PersonTest::yes : PersonTest::no;
  }
  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    people.add(person, std::move(about));
  }
  void describe(const FoundFrames& found, Records& records) const override {
    for (const Field& dict : found.around) {
      const auto skeleton = dict.find("skeleton");
      if (!skeleton || !skeleton->value().is_dict()) continue;
      for (std::size_t id = 0; id < skeleton->size(); ++id)
        records.names.push_back(skeleton->at(std::to_string(id)).as_text());
    }
  }
};

}  // namespace

std::unique_ptr<RecordReader> vitpose_reader() { return std::make_unique<VitPoseReader>(); }

}  // namespace posegrad::pose::detections
