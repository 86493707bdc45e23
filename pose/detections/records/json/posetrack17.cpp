#include <algorithm>
#include <set>

#include "pose/detections/records/json/arrange.h"
#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/tools.h"
#include "pose/detections/records/sequence_choice.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

/// The only item of a list, in which this format puts every number; another value is itself.
Value bare(const Value& value) {
  return value.is_sequence() && value.size() == 1 ? value.items().front() : value;
}

const Document* document_of(const Source& source) {
  const auto found = std::ranges::find_if(source.documents, [](const Document& document) {
    const Value* list = first_of(document.value, {"annolist"});
    return list != nullptr && list->is_sequence();
  });
  return found == source.documents.end() ? nullptr : &*found;
}

/// Annotations and results of PoseTrack17 (poseval), a file a video:
///   {annolist: [{image: [{name}],
///                annorect: [{x1: [..], ..., track_id: [..], score: [..],
///                            annopoints: [{point: [{id: [..], x: [..], y: [..], score: [..]},
///                                                  ...]}]},
///                           ...]},
///               ...]}
class PoseTrack17Reader final : public RecordReader {
 public:
  std::string name() const override { return "PoseTrack17"; }
  std::string written_by() const override { return "PoseTrack17, poseval"; }
  std::string files() const override { return "JSON"; }
  std::vector<std::string> layouts() const override { return {"posetrack_17"}; }
  bool takes(const Source& source) const override { return document_of(source) != nullptr; }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    refuse_choice(choice, source.path, name());
    const Document& document = *document_of(source);
    const Field list = Field(document.value, document.path).at("annolist");
    Records records;
    records.format = name();
    records.usual = layouts();
    std::vector<FrameInfo> infos;
    std::vector<RawFrame> frames;
    for (const Field& item : list.items()) {
      FrameInfo info;
      const Value image = bare(item.at("image").value());
      if (const Value* name = first_of(image, {"name"}); name != nullptr)
        if (const Value text = bare(*name); text.is_text()) info.name = text.as_text();
      infos.push_back(info);
      frames.emplace_back();
      frames.back().where = item.where();
    }
    records.keys = settle_frame_keys(infos, frames, records.notes);
    PeopleCollector people({.third_is_score = true, .box = BoxForm::corners}, document.path);
    for (std::size_t i = 0; i < frames.size(); ++i) {
      people.begin(std::move(frames[i]));
      const auto rects = list[i].find("annorect");
      if (!rects || rects->is_none()) continue;
      for (const Field& rect : rects->items()) add_person(rect, people);
    }
    records = people.finish(std::move(records));
    records.units = plausible_units(Units::pixels, records);
    if (is_usual_count(records)) records.layout = "posetrack_17";
    return records;
  }

 private:
  static bool is_usual_count(const Records& records) {
    for (const RawFrame& frame : records.frames)
      for (const RawPerson& person : frame.people) return person.points.size() == 15;
    return false;
  }

  static void add_person(const Field& rect, PeopleCollector& people) {
    const Value* annopoints = first_of(rect.value(), {"annopoints"});
    const Value inner = annopoints == nullptr ? Value() : bare(*annopoints);
    const Value* points = first_of(inner, {"point"});
    if (points == nullptr || !points->is_sequence()) return;
    Value dicts = Value::list();
    for (const Value& point : points->items()) {
      Value dict = Value::dict();
      for (const char* key : {"id", "x", "y", "score"})
        if (const Value* value = first_of(point, {key})) dict.set(key, bare(*value));
      dicts.push_back(dict);
    }
    RawPerson about{{}, kNaN, {}, {}, rect.where()};
    if (const auto score = rect.find("score"))
      about.score = number_at({bare(score->value()), score->where()});
    if (const auto id = rect.find("track_id")) about.id = people.id_at(*id);
    Value box = Value::list();
    for (const char* key : {"x1", "y1", "x2", "y2"})
      if (const auto side = rect.find(key)) box.push_back(bare(side->value()));
    const bool has_box = box.size() == 4;
    people.add(Field(dicts, rect.where() + ": annopoints"), std::move(about), {},
               has_box ? std::optional(Field(box, rect.where())) : std::nullopt);
  }
};

}  // namespace

std::unique_ptr<RecordReader> posetrack17_reader() { return std::make_unique<PoseTrack17Reader>(); }

}  // namespace posegrad::pose::detections
