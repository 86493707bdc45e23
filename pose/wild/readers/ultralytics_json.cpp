#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "pose/wild/readers/keypoint_numbers.h"
#include "pose/wild/readers/ultralytics.h"

namespace posegrad::pose::readers {
namespace {

using formats::Field;
using formats::Value;

class JsonReader final : public PeopleReader {
 public:
  using PeopleReader::PeopleReader;

  bool takes(const Value& content) const override {
    if (!content.is_sequence() || content.size() == 0) return false;
    const Value& first = content.items().front();
    const Value* keypoints = first.is_dict() ? first.find("keypoints") : nullptr;
    return keypoints != nullptr && keypoints->is_dict();
  }

  void add(Index frame, const Field& content) override {
    frames_.see(frame, content.where());
    for (const Field& field : content.items()) {
      const Field place = field.at("keypoints");
      const std::vector<DetectedKeypoint> all = keypoints_of(place);
      const std::array<const JointOrder*, 1> orders{&coco_17_order()};
      DetectedPerson person;
      person.keypoints = mapped(mapping(static_cast<Index>(all.size()), orders, place), all);
      const auto score = field.find("confidence");
      person.score = score ? score->as_double() : mean_confidence(person.keypoints);
      if (const auto box = field.find("box")) person.box = box_of(*box);
      if (const auto track = field.find("track_id"); track && !track->is_none())
        person.track = track->as_int();
      frames_.add(frame, std::move(person), field.where());
    }
  }

 protected:
  std::string format_name(const std::string&) const override { return "Ultralytics JSON"; }

 private:
  static std::vector<DetectedKeypoint> keypoints_of(const Field& field) {
    const std::vector<double> x = numbers_of(field.at("x")), y = numbers_of(field.at("y"));
    const auto visible_field = field.find("visible");
    const bool has_visible = visible_field && !visible_field->is_none();
    const std::vector<double> visible =
        has_visible ? numbers_of(*visible_field) : std::vector<double>(x.size(), 1.0);
    if (y.size() != x.size() || visible.size() != x.size())
      field.fail(fmt::format("{} x, {} y and {} visible; as many of each are wanted", x.size(),
                             y.size(), visible.size()));
    std::vector<DetectedKeypoint> keypoints;
    for (std::size_t i = 0; i < x.size(); ++i) {
      // A joint that is not sure enough is written as (0, 0) with its small confidence.
      const bool is_lost = x[i] == 0 && y[i] == 0;
      keypoints.push_back(is_lost ? keypoint_of(0, 0) : keypoint_of(x[i], y[i], visible[i]));
    }
    return keypoints;
  }

  static Box box_of(const Field& field) {
    return checked({field.at("x1").as_double(), field.at("y1").as_double(),
                    field.at("x2").as_double(), field.at("y2").as_double()},
                   field);
  }
};

}  // namespace

std::unique_ptr<PeopleReader> ultralytics_json_reader(std::string source) {
  return std::make_unique<JsonReader>(std::move(source));
}

}  // namespace posegrad::pose::readers
