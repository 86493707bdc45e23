#include <algorithm>

#include <fmt/format.h>

#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/tools.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

/// {xy: [[[x, y], ...], ...], xyn, conf}: Keypoints of a Results, dumped as it is.
bool is_dump(const Value& keypoints) {
  const Value* xy = first_of(keypoints, {"xy", "xyn"});
  return xy != nullptr && xy->is_sequence() && first_of(keypoints, {"x", "y"}) == nullptr;
}

/// Results of Ultralytics 8.0 to 8.3 (summary(), to_json(), tojson(); normalize=True gives
/// fractions of the picture): {name, class, confidence, box {x1, y1, x2, y2}, keypoints {x, y,
/// visible}, track_id}, a list a frame; and {keypoints: {xy, xyn, conf}} of a frame.
class UltralyticsReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "Ultralytics JSON"; }
  std::string written_by() const override {
    return "Ultralytics 8.0 to 8.3 (summary(), to_json(), tojson(), Keypoints as they are)";
  }
  std::vector<std::string> layouts() const override { return {"coco"}; }

 protected:
  PointRules rules() const override { return {.box = BoxForm::corners}; }

  PersonTest test(const Value& value) const override {
    const Value* keypoints = first_of(value, {"keypoints"});
    if (keypoints == nullptr) {
      const bool is_object = first_of(value, {"confidence"}) != nullptr &&
                             first_of(value, {"class"}) != nullptr &&
                             first_of(value, {"box"}) != nullptr;
      return is_object ? PersonTest::without : PersonTest::no;
    }
    if (keypoints->is_dict() && is_dump(*keypoints)) return PersonTest::yes;
    return keypoints->is_dict() && point_form(*keypoints) == PointForm::columns ? PersonTest::yes
                                                                                : PersonTest::no;
  }

  bool is_person_a_frame(const Value& person) const override {
    const Value* keypoints = first_of(person, {"keypoints"});
    return keypoints != nullptr && is_dump(*keypoints);
  }

  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    const Field keypoints = person.at("keypoints");
    if (is_dump(keypoints.value())) return read_dump(keypoints, about, people);
    read_about(person, {"confidence"}, about, people);
    people.add(keypoints, std::move(about), {}, person.find("box"));
  }

 private:
  static void read_dump(const Field& keypoints, const RawPerson& about, PeopleCollector& people) {
    const auto conf = keypoints.find("conf");
    const bool has_conf = conf && conf->value().is_sequence();
    const Field points = *first_of(keypoints, {"xy", "xyn"});
    if (has_conf && conf->size() != points.size())
      conf->fail(fmt::format("{} of them for {} people", conf->size(), points.size()));
    for (std::size_t i = 0; i < points.size(); ++i) {
      RawPerson person = about;
      person.where = points[i].where();
      people.add(points[i], std::move(person), has_conf ? std::optional((*conf)[i]) : std::nullopt);
    }
  }
};

}  // namespace

std::unique_ptr<RecordReader> ultralytics_reader() { return std::make_unique<UltralyticsReader>(); }

}  // namespace posegrad::pose::detections
