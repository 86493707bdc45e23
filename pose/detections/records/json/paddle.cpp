#include <algorithm>

#include <fmt/format.h>

#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/tools.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

/// [[points of a person, ...], [score, ...]]
bool is_points_and_scores(const Value& value) {
  if (!value.is_sequence() || value.size() != 2) return false;
  const Value &points = value.items()[0], &scores = value.items()[1];
  if (!points.is_sequence() || !scores.is_sequence()) return false;
  return points.size() == 0 || point_form(points.items().front()) != PointForm::none;
}

/// [frame or picture, boxes, [points, scores]]
bool is_frame_row(const Value& value) {
  if (!value.is_sequence() || value.size() != 3) return false;
  const std::vector<Value>& items = value.items();
  return (items[0].is_text() || whole_number_in(items[0])) && items[1].is_sequence() &&
         is_points_and_scores(items[2]);
}

/// The rows as dicts, which name what they hold. Throws DataError for one of another kind.
Value dicts_of_rows(const Field& list) {
  Value dicts = Value::list();
  for (const Field& row : list.items()) {
    if (!is_frame_row(row.value()))
      row.fail("[frame, boxes, [points, scores]] is wanted; found " + description(row.value()));
    const std::vector<Value>& items = row.value().items();
    Value dict = Value::dict();
    dict.set(items[0].is_text() ? "image" : "frame", items[0]);
    dict.set("bbox", items[1]);
    dict.set("keypoint", items[2]);
    dicts.push_back(dict);
  }
  return dicts;
}

bool is_list_of_rows(const Document& document) {
  return document.value.is_sequence() && document.value.size() > 0 &&
         is_frame_row(document.value.items().front());
}

/// What PaddleDetection 2.8 writes with --save_res (det_keypoint_unite_infer.py): a list of [frame
/// or picture, [[x1, y1, x2, y2], ...], [[[x, y, c], ...] of each person, scores]]; a video's
/// frames are counted from 1, those without people left out. Also its results themselves,
/// {keypoint: [points, scores], bbox}, a frame each.
class PaddleReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "PaddleDetection"; }
  std::string written_by() const override { return "PaddleDetection 2.8 (--save_res)"; }
  std::vector<std::string> layouts() const override { return {"coco"}; }

  bool takes(const Source& source) const override {
    return std::ranges::any_of(source.documents, is_list_of_rows) ||
           PeopleJsonReader::takes(source);
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    Source dicts = source;
    bool are_rows = false;
    for (Document& document : dicts.documents) {
      if (!is_list_of_rows(document)) continue;
      document.value = dicts_of_rows(Field(document.value, document.path));
      are_rows = true;
    }
    Records records = PeopleJsonReader::read(dicts, choice);
    if (are_rows && records.keys == FrameKeys::numbers) records.keys = FrameKeys::from_one;
    return records;
  }

 protected:
  PointRules rules() const override {
    return {.flat_triples = true, .third_is_score = true, .box = BoxForm::corners};
  }
  Units units() const override { return Units::pixels; }
  PersonTest test(const Value& value) const override {
    const Value* keypoint = first_of(value, {"keypoint"});
    if (keypoint == nullptr || !is_points_and_scores(*keypoint)) return PersonTest::no;
    return keypoint->items()[0].size() == 0 ? PersonTest::absent : PersonTest::yes;
  }
  bool is_person_a_frame(const Value& value) const override {
    return test(value) != PersonTest::no;
  }
  void read_person(const Field& frame, RawPerson about, PeopleCollector& people) const override {
    const Field points = frame.at("keypoint")[0], scores = frame.at("keypoint")[1];
    const auto boxes = frame.find("bbox");
    const bool has_boxes = boxes && boxes->value().is_sequence() && boxes->size() == points.size();
    for (std::size_t i = 0; i < points.size(); ++i) {
      RawPerson person = about;
      person.where = points[i].where();
      if (scores.size() == points.size()) {
        const Field score = scores[i];
        const bool is_wrapped = score.value().is_sequence() && score.size() == 1;
        person.score = number_at(is_wrapped ? score[0] : score);
      }
      people.add(points[i], std::move(person), {},
                 has_boxes ? std::optional((*boxes)[i]) : std::nullopt);
    }
  }
};

/// PaddleX 3.0 (human_keypoint_detection, save_to_json): {input_path, boxes: [{coordinate [x1, y1,
/// x2, y2], det_score, keypoints [[x, y, c], ...], kpt_score}]} of a picture, also inside of res.
class PaddleXReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "PaddleX"; }
  std::string written_by() const override { return "PaddleX 3.0 (save_to_json)"; }
  std::vector<std::string> layouts() const override { return {"coco"}; }

 protected:
  PointRules rules() const override { return {.third_is_score = true, .box = BoxForm::corners}; }
  Units units() const override { return Units::pixels; }
  PersonTest test(const Value& value) const override {
    const Value* points = first_of(value, {"keypoints"});
    if (first_of(value, {"coordinate"}) == nullptr) return PersonTest::no;
    if (points == nullptr) return PersonTest::without;
    return point_form(*points) == PointForm::rows ? PersonTest::yes : PersonTest::no;
  }
  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    read_about(person, {"det_score", "kpt_score"}, about, people);
    people.add(person.at("keypoints"), std::move(about), {}, person.find("coordinate"));
  }
};

}  // namespace

std::unique_ptr<RecordReader> paddle_reader() { return std::make_unique<PaddleReader>(); }
std::unique_ptr<RecordReader> paddlex_reader() { return std::make_unique<PaddleXReader>(); }

}  // namespace posegrad::pose::detections
