#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/tools.h"
#include "pose/detections/records/sequence_choice.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

constexpr std::size_t kNumbers = 10;
constexpr std::size_t kJoints = 22;

bool is_joint_row(const Value& row) {
  if (!is_row(row, kNumbers, kNumbers)) return false;
  const std::vector<Value>& numbers = row.items();
  const auto joint = whole_number_in(numbers[2]);
  return whole_number_in(numbers[0]) && whole_number_in(numbers[1]) && joint && *joint < kJoints;
}

bool is_jta(const Document& document) {
  const Value& value = document.value;
  return document.content == Content::data && value.is_sequence() && value.size() >= kJoints &&
         std::all_of(value.items().begin(),
                     value.items().begin() + static_cast<std::ptrdiff_t>(kJoints), is_joint_row);
}

/// Annotations of JTA (github.com/fabbrimatteo/JTA-Dataset): a list of [frame from 1, person,
/// joint, x, y, x3d, y3d, z3d, occluded, self-occluded] of films of 1920 x 1080 pixels, 30 a
/// second.
class JtaReader final : public RecordReader {
 public:
  std::string name() const override { return "JTA"; }
  std::string written_by() const override { return "JTA-Dataset"; }
  std::string files() const override { return "JSON"; }
  std::vector<std::string> layouts() const override { return {"jta"}; }
  bool takes(const Source& source) const override {
    return std::ranges::any_of(source.documents, is_jta);
  }

  Records read(const Source& source, const SequenceChoice& choice) const override {
    refuse_choice(choice, source.path, name());
    const Document& document = *std::ranges::find_if(source.documents, is_jta);
    const Field rows(document.value, document.path);
    std::map<double, std::map<double, RawPerson>> frames;
    std::size_t i = 0;
    for (const Value& row : document.value.items()) {
      const std::string where = fmt::format("{}: [{}]", document.path, i++);
      if (!is_joint_row(row))
        Field(row, where).fail("10 numbers of a joint are wanted; found " + description(row));
      const std::vector<Value>& numbers = row.items();
      const double id = *number_in(numbers[1]);
      RawPerson& person = frames[*number_in(numbers[0])][id];
      if (person.points.empty()) {
        person.points.assign(kJoints, {kNaN, kNaN, kNaN});
        person.score = kNaN;
        person.id = id;
        person.where = where;
      }
      person.points[static_cast<std::size_t>(*number_in(numbers[2]))] = {
          *number_in(numbers[3]), *number_in(numbers[4]), kNaN};
    }
    Records records;
    records.format = name();
    records.usual = layouts();
    records.layout = "jta";
    records.keys = FrameKeys::from_one;
    records.units = Units::pixels;
    records.size = VideoSize{1920, 1080};
    records.fps = 30;
    for (auto& [number, people] : frames) {
      RawFrame frame;
      frame.number = number;
      frame.where = people.begin()->second.where;
      for (auto& [id, person] : people) frame.people.push_back(std::move(person));
      records.frames.push_back(std::move(frame));
    }
    return records;
  }
};

}  // namespace

std::unique_ptr<RecordReader> jta_reader() { return std::make_unique<JtaReader>(); }

}  // namespace posegrad::pose::detections
