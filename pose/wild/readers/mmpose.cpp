#include "pose/wild/readers/mmpose.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "pose/wild/readers/keypoint_numbers.h"

namespace posegrad::pose::readers {
namespace {

using formats::Field;
using formats::Value;

class InstancesReader final : public PeopleReader {
 public:
  using PeopleReader::PeopleReader;

  bool takes(const Value& content) const override {
    if (!content.is_sequence() || content.size() == 0) return false;
    const Value& first = content.items().front();
    const Value* keypoints = first.is_dict() ? first.find("keypoints") : nullptr;
    return keypoints != nullptr && keypoints->is_sequence() && keypoints->size() > 0 &&
           keypoints->items().front().is_sequence();
  }

  void add(Index frame, const Field& content) override {
    frames_.see(frame, content.where());
    for (const Field& instance : content.items()) add_instance(frame, instance);
  }
  bool has(Index frame) const { return frames_.has(frame); }

  /// meta_info may name the joints, {"0": "left_eye", ...}, or the data set of the model.
  void use_meta_info(const Field& meta) {
    if (const auto names = meta.find("keypoint_id2name"); names && names->value().is_dict()) {
      std::vector<std::string> joints;
      for (Index id = 0; id < static_cast<Index>(names->size()); ++id)
        joints.push_back(names->at(std::to_string(id)).as_text());
      if (auto named = mapping_of(std::span<const std::string>(joints))) {
        const auto count = static_cast<Index>(joints.size());
        set_mapping(std::move(*named), count, fmt::format("{} named joints", count));
        return;
      }
    }
    const auto name = meta.find("dataset_name");
    if (name && name->value().is_text() && name->as_text() == "h36m")
      set_mapping(mapping_of(h36m_17_order()), 17, h36m_17_order().name);
  }

 protected:
  std::string format_name(const std::string& order) const override {
    return order.empty() ? "MMPose JSON" : fmt::format("MMPose JSON ({})", order);
  }

 private:
  void add_instance(Index frame, const Field& instance) {
    const std::array<const JointOrder*, 5> orders{&coco_17_order(), &mpii_16_order(),
                                                  &halpe_26_order(), &coco_133_order(),
                                                  &halpe_136_order()};
    const Field place = instance.at("keypoints");
    const std::vector<DetectedKeypoint> all = keypoints_of(place, instance.find("keypoint_scores"));
    DetectedPerson person;
    person.keypoints = mapped(mapping(static_cast<Index>(all.size()), orders, place), all);
    const auto score = instance.find("bbox_score");
    person.score =
        score && !score->is_none() ? first_number(*score) : mean_confidence(person.keypoints);
    if (const auto box = instance.find("bbox"); box && !box->is_none())
      person.box = box_of_corners(*box);
    if (const auto track = instance.find("track_id"); track && !track->is_none())
      person.track = track->as_int();
    frames_.add(frame, std::move(person), instance.where());
  }

  static std::vector<DetectedKeypoint> keypoints_of(const Field& field,
                                                    const std::optional<Field>& scores_field) {
    const bool has_scores = scores_field && !scores_field->is_none();
    const std::vector<double> scores =
        has_scores ? numbers_of(*scores_field) : std::vector<double>(field.size(), 1.0);
    if (scores.size() != field.size())
      scores_field->fail(fmt::format("{} scores for {} joints", scores.size(), field.size()));
    std::vector<DetectedKeypoint> keypoints;
    for (const Field& joint : field.items()) {
      const std::vector<double> point = numbers_of(joint);
      if (point.size() != 2)
        joint.fail(fmt::format("x and y are wanted; found {} numbers", point.size()));
      keypoints.push_back(keypoint_of(point[0], point[1], scores[keypoints.size()]));
    }
    return keypoints;
  }

  static double first_number(const Field& field) {
    if (field.value().is_sequence()) return field[0].as_double();
    return field.as_double();
  }
};

bool is_frame(const Value& value) {
  return value.is_dict() && value.find("frame_id") != nullptr && value.find("instances") != nullptr;
}

void add_frames(const std::vector<Field>& frames, InstancesReader& reader) {
  std::vector<Index> numbers;
  for (const Field& frame : frames) numbers.push_back(frame.at("frame_id").as_int());
  // Every frame of the video is listed; some of MMPose's programs count them from 1.
  const Index first = !numbers.empty() && std::ranges::min(numbers) == 1 ? 1 : 0;
  for (std::size_t i = 0; i < frames.size(); ++i) {
    const Field place = frames[i].at("frame_id");
    if (numbers[i] < 0) place.fail(fmt::format("{}; 0 or more is wanted", numbers[i]));
    const Index number = numbers[i] - first;
    if (reader.has(number)) place.fail(fmt::format("frame {} comes twice", numbers[i]));
    reader.add(number, frames[i].at("instances"));
  }
}

}  // namespace

std::unique_ptr<PeopleReader> mmpose_instances_reader(std::string source) {
  return std::make_unique<InstancesReader>(std::move(source));
}

bool is_mmpose(const Value& value) {
  if (value.is_dict()) return value.find("instance_info") != nullptr;
  return value.is_sequence() && value.size() > 0 && is_frame(value.items().front());
}

Detections read_mmpose(const Field& content, const std::string& source) {
  InstancesReader reader(source);
  const bool has_meta = content.value().is_dict();
  if (has_meta) {
    if (const auto meta = content.find("meta_info"); meta && meta->value().is_dict())
      reader.use_meta_info(*meta);
  }
  const Field list = has_meta ? content.at("instance_info") : content;
  const std::vector<Field> frames = list.items();
  if (!frames.empty() && !is_frame(frames.front().value())) {
    reader.add(0, list);
  } else {
    add_frames(frames, reader);
  }
  return reader.finish();
}

}  // namespace posegrad::pose::readers
