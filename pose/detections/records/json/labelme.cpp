#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/tools.h"
#include "pose/detections/records/sequence_choice.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

bool is_labelme(const Document& document) {
  const Value* shapes = first_of(document.value, {"shapes"});
  if (shapes == nullptr || !shapes->is_sequence()) return false;
  if (first_of(document.value, {"imagePath", "imageHeight"}) == nullptr) return false;
  return std::ranges::all_of(shapes->items(), [](const Value& shape) {
    return first_of(shape, {"label"}) != nullptr && first_of(shape, {"points"}) != nullptr;
  });
}

bool is_of_type(const Field& shape, std::string_view type) {
  const auto stated = shape.find("shape_type");
  return stated && stated->value().is_text() && stated->value().as_text() == type;
}

/// What one group of shapes says of a person.
struct Group {
  std::vector<Value> points;  // {name, x, y}
  std::vector<std::string> names;
  std::optional<Value> box;  // left, top, right, bottom
};

/// {shapes: [{label: "nose", points: [[x, y]], group_id, shape_type: "point"}, ...], imagePath,
/// imageHeight, imageWidth} of labelme, a file for each picture: a person's points have a group of
/// their own, or none where there is one person. A rectangle of the same group is the box.
class LabelmeReader final : public RecordReader {
 public:
  std::string name() const override { return "labelme"; }
  std::string written_by() const override { return "labelme 5"; }
  std::string files() const override { return "JSON, folder of JSON"; }
  std::vector<std::string> layouts() const override { return {"coco"}; }
  bool takes(const Source& source) const override {
    return std::ranges::any_of(source.documents, is_labelme);
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    refuse_choice(choice, source.path, name());
    Records records;
    records.format = name();
    records.usual = layouts();
    records.units = Units::pixels;
    records.keys = FrameKeys::names;
    PeopleCollector people({.box = BoxForm::corners}, source.path);
    for (const Document& document : source.documents) {
      if (!is_labelme(document)) continue;
      const Field file(document.value, document.path);
      RawFrame frame;
      frame.where = document.path;
      const auto picture = file.find("imagePath");
      const std::string path =
          picture && picture->value().is_text() ? picture->value().as_text() : document.name;
      frame.name = path.substr(path.find_last_of("/\\") + 1);
      if (const auto width = file.find("imageWidth"), height = file.find("imageHeight");
          width && height)
        frame.size = size_of(*width, *height);
      people.begin(std::move(frame));
      add_people(file, people);
    }
    records = people.finish(std::move(records));
    records.size = common_size(records.frames);
    return records;
  }

 private:
  static void add_people(const Field& file, PeopleCollector& people) {
    std::map<double, Group> groups;
    for (const Field& shape : file.at("shapes").items()) {
      const auto id = shape.find("group_id");
      Group& group = groups[id && !id->is_none() ? number_at(*id) : kNoGroup];
      const Field corners = shape.at("points");
      if (is_of_type(shape, "point"))
        add_point(shape, corners, group);
      else if (is_of_type(shape, "rectangle") && corners.size() == 2)
        group.box = box_of(corners);
    }
    for (const auto& [id, group] : groups) {
      if (group.points.empty()) continue;
      RawPerson about{{}, kNaN, {}, {}, file.where()};
      if (id != kNoGroup) about.id = id;
      std::optional<Field> box;
      if (group.box) box = Field(*group.box, file.where());
      people.add(Field(Value::list(group.points), file.where()), std::move(about), {}, box);
    }
  }

  static void add_point(const Field& shape, const Field& corners, Group& group) {
    const std::string label = shape.at("label").as_text();
    if (std::ranges::find(group.names, label) != group.names.end())
      shape.fail(fmt::format("a second '{}' of one person; people are told apart by group_id",
                             formats::printable(label)));
    group.names.push_back(label);
    Value point = Value::dict();
    point.set("name", label);
    point.set("x", Value(number_at(corners[0][0])));
    point.set("y", Value(number_at(corners[0][1])));
    group.points.push_back(std::move(point));
  }

  /// Two opposite corners, in any order.
  static Value box_of(const Field& corners) {
    const double x0 = number_at(corners[0][0]), y0 = number_at(corners[0][1]),
                 x1 = number_at(corners[1][0]), y1 = number_at(corners[1][1]);
    return Value::list({Value(std::min(x0, x1)), Value(std::min(y0, y1)), Value(std::max(x0, x1)),
                        Value(std::max(y0, y1))});
  }

  static constexpr double kNoGroup = -1;  // shapes without a group
};

}  // namespace

std::unique_ptr<RecordReader> labelme_reader() { return std::make_unique<LabelmeReader>(); }

}  // namespace posegrad::pose::detections
