#include "pose/detections/records/json/entries.h"

#include <algorithm>

#include "pose/detections/records/json/tools.h"

namespace posegrad::pose::detections {

using formats::Field;
using formats::Value;

bool EntriesReader::takes(const Source& source) const {
  const bool is_annotations = std::ranges::any_of(source.documents, [](const Document& document) {
    return is_coco_annotations(document.value);
  });
  return !is_annotations && PeopleJsonReader::takes(source);
}

PersonTest EntriesReader::test(const Value& value) const {
  const Value* image = first_of(value, {"image_id"});
  if (image == nullptr || !(image->is_text() || number_in(*image)) || !is_own(value))
    return PersonTest::no;
  const Value* keypoints = value.find("keypoints");
  if (keypoints == nullptr)
    return first_of(value, {"category_id", "bbox", "box"}) != nullptr ? PersonTest::without
                                                                      : PersonTest::no;
  if (is_nothing(*keypoints)) return PersonTest::without;
  if (keypoints->is_dict()) return PersonTest::no;
  if (keypoints->is_sequence() && keypoints->items().front().is_dict()) return PersonTest::no;
  return PersonTest::yes;
}

PointRules EntriesReader::rules() const {
  return {.flat_triples = true, .third_is_score = true, .box = BoxForm::corner_and_size};
}

void EntriesReader::read_person(const Field& person, RawPerson about,
                                PeopleCollector& people) const {
  read_about(person, {"score"}, about, people);
  people.add(person.at("keypoints"), std::move(about), {}, first_of(person, {"box", "bbox"}));
}

bool is_alphapose_entry(const Value& entry) {
  return entry.at("image_id").is_text() || first_of(entry, {"idx", "box"}) != nullptr;
}

namespace {

/// COCO's results of keypoints, https://cocodataset.org/#format-results: written by Detectron2 0.6
/// (coco_instances_results.json), MMPose (result_keypoints.json), HRNet, YOLOv7-pose and YOLO-NAS
/// (test --save-json), lightweight-human-pose-estimation (val).
class CocoResultsReader final : public EntriesReader {
 public:
  std::string name() const override { return "COCO results"; }
  std::string written_by() const override {
    return "Detectron2 0.6, MMPose, HRNet, YOLOv7-pose, YOLO-NAS, "
           "lightweight-human-pose-estimation";
  }
  std::vector<std::string> layouts() const override {
    return {"coco", "coco_wholebody", "crowdpose", "halpe_26", "posetrack_18",
            "aic",  "halpe_136",      "mpii",      "body_25",  "h36m"};
  }

 protected:
  bool is_own(const Value& entry) const override { return !is_alphapose_entry(entry); }
};

/// AlphaPose 0.6 (alphapose-results.json): pictures by name, box [x, y, w, h], and idx of the
/// tracker, a number or lists round one.
class AlphaPoseReader final : public EntriesReader {
 public:
  std::string name() const override { return "AlphaPose"; }
  std::string written_by() const override { return "AlphaPose 0.6"; }
  std::vector<std::string> layouts() const override {
    return {"coco", "halpe_26", "halpe_136", "coco_wholebody",
            "mpii", "body_25",  "h36m",      "crowdpose"};
  }

 protected:
  bool is_own(const Value& entry) const override { return is_alphapose_entry(entry); }
};

/// PoseFlow's tracked form of AlphaPose's results (alphapose-results-forvis-tracked.json): a dict
/// by picture of lists of {keypoints: [x, y, c, ...], scores: number, idx}.
class PoseFlowReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "PoseFlow"; }
  std::string written_by() const override {
    return "AlphaPose 0.6 (alphapose-results-forvis-tracked.json)";
  }
  std::string files() const override { return "JSON"; }
  std::vector<std::string> layouts() const override {
    return {"coco", "halpe_26", "halpe_136", "coco_wholebody", "mpii"};
  }

 protected:
  PersonTest test(const Value& value) const override {
    const Value* keypoints = first_of(value, {"keypoints"});
    const Value* idx = first_of(value, {"idx"});
    const Value* scores = first_of(value, {"scores", "score"});
    if (keypoints == nullptr || idx == nullptr || has_frame_key(value)) return PersonTest::no;
    const bool is_score = scores == nullptr || number_in(*scores).has_value();
    return is_score && point_form(*keypoints) == PointForm::flat ? PersonTest::yes : PersonTest::no;
  }
  PointRules rules() const override {
    return {.flat_triples = true, .third_is_score = true, .box = BoxForm::open};
  }
  Units units() const override { return Units::pixels; }
  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    read_about(person, {"scores", "score"}, about, people);
    people.add(person.at("keypoints"), std::move(about), {}, first_of(person, {"box", "bbox"}));
  }
};

/// OpenPifPaf 0.13 (predict --json-output, video --json-output): {keypoints: [x, y, c, ...], bbox:
/// [x, y, w, h], score, category_id} in a list, or in the predictions of {frame, predictions}, a
/// line each.
class OpenPifPafReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "OpenPifPaf"; }
  std::string written_by() const override { return "OpenPifPaf 0.13"; }
  std::vector<std::string> layouts() const override {
    return {"coco", "coco_wholebody", "crowdpose", "posetrack_18"};
  }

 protected:
  PersonTest test(const Value& value) const override {
    const Value* keypoints = first_of(value, {"keypoints"});
    const bool is_entry = first_of(value, {"category_id"}) != nullptr &&
                          first_of(value, {"bbox"}) != nullptr && !has_frame_key(value);
    if (!is_entry) return PersonTest::no;
    if (keypoints == nullptr) return PersonTest::without;
    return point_form(*keypoints) == PointForm::flat ? PersonTest::yes : PersonTest::no;
  }
  PointRules rules() const override {
    return {.flat_triples = true, .third_is_score = true, .box = BoxForm::corner_and_size};
  }
  Units units() const override { return Units::pixels; }
  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    read_about(person, {"score"}, about, people);
    if (const auto id = first_of(person, {"id_"})) about.id = people.id_at(*id);
    people.add(person.at("keypoints"), std::move(about), {}, first_of(person, {"bbox"}));
  }
};

}  // namespace

std::unique_ptr<RecordReader> coco_results_reader() {
  return std::make_unique<CocoResultsReader>();
}
std::unique_ptr<RecordReader> alphapose_reader() { return std::make_unique<AlphaPoseReader>(); }
std::unique_ptr<RecordReader> poseflow_reader() { return std::make_unique<PoseFlowReader>(); }
std::unique_ptr<RecordReader> openpifpaf_reader() { return std::make_unique<OpenPifPafReader>(); }

}  // namespace posegrad::pose::detections
