#include "pose/wild/readers/coco_results.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "pose/wild/readers/frame_numbers.h"
#include "pose/wild/readers/keypoint_numbers.h"

namespace posegrad::pose::readers {
namespace {

using formats::Field;
using formats::Value;

/// One person an entry, with the frame beside it.
class EntryReader final : public PeopleReader {
 public:
  EntryReader(std::string source, bool is_alpha_pose)
      : PeopleReader(std::move(source)), is_alpha_pose_(is_alpha_pose) {}

  bool takes(const Value& content) const override { return content.is_dict(); }

  void add(Index frame, const Field& entry) override {
    const Field place = entry.at("keypoints");
    const std::vector<double> numbers = numbers_of(place);
    if (numbers.size() % 3 != 0)
      place.fail(
          fmt::format("{} numbers; x, y and confidence of each joint are wanted", numbers.size()));
    const std::array<const JointOrder*, 6> orders{&coco_17_order(),  &mpii_16_order(),
                                                  &body_25_order(),  &halpe_26_order(),
                                                  &coco_133_order(), &halpe_136_order()};
    const auto joints = static_cast<Index>(numbers.size() / 3);
    DetectedPerson person;
    person.keypoints = mapped(mapping(joints, orders, place), keypoints_of_triples(numbers));
    const auto score = entry.find("score");
    person.score = score ? score->as_double() : mean_confidence(person.keypoints);
    const auto box = entry.find(is_alpha_pose_ && entry.find("box") ? "box" : "bbox");
    if (box && !box->is_none()) person.box = box_of_corner_and_size(*box);
    if (const auto track = entry.find("idx")) person.track = track_of(*track);
    frames_.add(frame, std::move(person), entry.where());
  }

 protected:
  std::string format_name(const std::string& order) const override {
    return fmt::format("{} JSON ({})", is_alpha_pose_ ? "AlphaPose" : "COCO results", order);
  }

 private:
  /// A number, or a list that begins with it: AlphaPose's trackers differ.
  static std::optional<Index> track_of(const Field& field) {
    if (field.is_none()) return std::nullopt;
    if (field.value().is_sequence()) return field.size() == 0 ? std::nullopt : track_of(field[0]);
    const double number = field.as_double();
    if (!(number >= 0 && number < 1e15)) field.fail(fmt::format("{} is no track number", number));
    return static_cast<Index>(number);
  }

  bool is_alpha_pose_;
};

bool is_entry(const Value& entry) {
  return entry.is_dict() && entry.find("image_id") != nullptr && entry.find("keypoints") != nullptr;
}

}  // namespace

bool is_coco_results(const Value& value) {
  return value.is_sequence() && value.size() > 0 && is_entry(value.items().front());
}

Detections read_coco_results(const Field& results, const std::string& source) {
  const Value& first = results.value().items().front();
  const bool has_names = first.at("image_id").is_text();
  const bool is_alpha_pose =
      has_names || first.find("idx") != nullptr || first.find("box") != nullptr;
  EntryReader reader(source, is_alpha_pose);
  const std::vector<Field> entries = results.items();
  std::vector<std::string> names;
  if (has_names) {
    for (const Field& entry : entries) names.push_back(entry.at("image_id").as_text());
  }
  const std::vector<Index> numbers =
      has_names ? frame_numbers(names, source) : std::vector<Index>();
  for (std::size_t i = 0; i < entries.size(); ++i)
    reader.add(has_names ? numbers[i] : entries[i].at("image_id").as_int(), entries[i]);
  return reader.finish();
}

}  // namespace posegrad::pose::readers
