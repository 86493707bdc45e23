#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "pose/detections/layouts/layout.h"
#include "pose/detections/records/json/generic_keys.h"
#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/readers.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

/// Several bodies' points in one list.
bool is_bodies(const Value& value) {
  return value.is_sequence() && value.size() > 0 &&
         std::ranges::all_of(value.items(),
                             [](const Value& body) { return point_form(body) != PointForm::none; });
}

/// Numbers and texts only, some of which every detection has: an entry without points.
bool is_detection(const Value& dict) {
  const bool is_plain = std::ranges::all_of(dict.entries(), [](const Value::Entry& entry) {
    return !entry.second.is_dict() && (!entry.second.is_sequence() || is_row(entry.second, 0, 5));
  });
  return is_plain && first_of(dict, {"bbox", "box", "track_id", "person_id", "category_id", "class",
                                     "confidence"}) != nullptr;
}

/// What is made of the same pieces by nobody in particular: frames (lists, dicts by number or
/// picture, lines) of people (lists, dicts by id) of points (pairs, triples, quadruples, flat or
/// not; dicts; columns; by name), with what stands beside them under any of the usual keys.
class GenericReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "JSON of keypoints"; }
  std::string written_by() const override {
    return "anybody: frames, people and points in dicts and lists of the usual names";
  }
  bool is_of_tool() const override { return false; }
  std::vector<std::string> layouts() const override {
    return {"coco", "body_25",  "coco_18",   "halpe_26",     "mediapipe", "coco_wholebody", "mpii",
            "h36m", "body_25b", "halpe_136", "posetrack_18", "aic",       "crowdpose"};
  }

  bool takes(const Source& source) const override {
    try {
      return PeopleJsonReader::takes(source) || PeopleJsonReader::takes(turned(source)) ||
             are_empty_frames(source);
    } catch (const Error&) {
      return false;
    }
  }
  Records read(const Source& source, const SequenceChoice& choice) const override {
    return PeopleJsonReader::read(turned(source), choice);
  }

 protected:
  PersonTest test(const Value& value) const override {
    if (value.is_sequence())
      return point_form(value) != PointForm::none ? PersonTest::yes : PersonTest::no;
    if (!value.is_dict()) return PersonTest::no;
    const Value* points = points_in(value);
    if (points != nullptr && is_nothing(*points))
      return value.size() == 1 || score_beside(value) || has_frame_key(value) ? PersonTest::absent
                                                                              : PersonTest::no;
    if (points != nullptr &&
        (point_form(*points, Evidence::by_key) != PointForm::none || is_bodies(opened(*points))))
      return PersonTest::yes;
    if (point_form(value) == PointForm::named || point_form(value) == PointForm::named_columns)
      return PersonTest::yes;
    return points == nullptr && is_detection(value) ? PersonTest::without : PersonTest::no;
  }

  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    const Value& value = person.value();
    const auto points = points_at(person);
    if (value.is_sequence() || !points) {
      if (value.is_dict()) read_beside(person, about, people);
      return people.add(person, std::move(about));
    }
    if (is_nothing(points->value())) return;
    if (point_form(points->value(), Evidence::by_key) == PointForm::none &&
        is_bodies(points->value())) {
      for (const Field& body : points->items()) {
        RawPerson one = about;
        one.where = body.where();
        people.add(body, std::move(one));
      }
      return;
    }
    read_beside(person, about, people);
    people.add(*points, std::move(about), scores_at(person), box_at(person));
  }

  void describe(const FoundFrames& found, Records& records) const override {
    for (const Field& dict : found.around) {
      if (const auto names = first_of(
              dict, {"keypoint_names", "keypoints_names", "joint_names", "keypoint_labels",
                     "landmark_names", "body_parts", "keypointNames", "jointNames", "names"}))
        use_names(*names, records);
      if (const auto layout = first_of(dict, {"layout", "keypoint_layout", "keypoint_format",
                                              "skeleton_format", "skeleton_type"});
          layout && layout->value().is_text())
        if (const Layout* known = find_layout(layout->as_text())) records.layout = known->name;
    }
  }

  /// An "id" that nobody has twice is a running number.
  void settle(Records& records) const override {
    std::set<double> ids;
    std::size_t people = 0;
    for (const RawFrame& frame : records.frames) {
      for (const RawPerson& person : frame.people) {
        if (person.id) ids.insert(*person.id);
        ++people;
      }
    }
    if (people < 3 || ids.size() != people || records.frames.size() < 3) return;
    for (RawFrame& frame : records.frames)
      for (RawPerson& person : frame.people) person.id.reset();
  }

 private:
  static bool score_beside(const Value& value) {
    return first_of(value, {"score", "confidence", "bbox", "box", "id", "track_id", "person_id"}) !=
           nullptr;
  }

  static void read_beside(const Field& person, RawPerson& about, PeopleCollector& people) {
    if (const auto score = score_at(person)) {
      const bool is_wrapped = score->value().is_sequence();
      about.score = number_at(is_wrapped ? (*score)[0] : *score);
    }
    if (const auto id = id_field_at(person))
      if (const auto number = people.id_at(*id)) about.id = number;
  }

  static void use_names(const Field& names, Records& records) {
    if (!names.value().is_sequence() || names.size() < 5 || !records.names.empty()) return;
    std::vector<std::string> texts;
    for (const Value& name : names.value().items()) {
      if (!name.is_text()) return;
      texts.push_back(name.as_text());
    }
    records.names = std::move(texts);
  }

  static Source turned(const Source& source) {
    Source other = source;
    for (Document& document : other.documents)
      if (document.content == Content::data || document.content == Content::data_lines)
        document.value = rows_of_columns(document.value);
    return other;
  }

  /// Lists of nothing: nobody in any frame.
  bool are_empty_frames(const Source& source) const {
    const ShapeFinder finder(*this);
    return !source.documents.empty() &&
           std::ranges::all_of(source.documents, [&](const Document& document) {
             return (document.content == Content::data ||
                     document.content == Content::data_lines) &&
                    document.value.is_sequence() &&
                    finder.shape_of(document.value) == Shape::empty &&
                    (source.is_folder || document.value.size() > 0);
           });
  }
};

}  // namespace

std::unique_ptr<RecordReader> generic_json_reader() { return std::make_unique<GenericReader>(); }

}  // namespace posegrad::pose::detections
