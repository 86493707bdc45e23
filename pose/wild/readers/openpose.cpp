#include "pose/wild/readers/openpose.h"

#include <array>

#include <fmt/format.h>

#include "pose/wild/readers/keypoint_numbers.h"

namespace posegrad::pose::readers {
namespace {

using formats::Field;
using formats::Value;

class OpenPoseReader final : public PeopleReader {
 public:
  OpenPoseReader(std::string source, std::string program)
      : PeopleReader(std::move(source)), program_(std::move(program)) {}

  bool takes(const Value& content) const override {
    return content.is_dict() &&
           (content.find("people") != nullptr || content.find("bodies") != nullptr);
  }

  void add(Index frame, const Field& content) override {
    frames_.see(frame, content.where());
    const auto people = content.find("people");
    for (const Field& person : (people ? *people : content.at("bodies")).items())
      add_person(frame, person);
  }

 protected:
  std::string format_name(const std::string& order) const override {
    return order.empty() ? program_ : fmt::format("{} ({})", program_, order);
  }

 private:
  void add_person(Index frame, const Field& field) {
    const auto joints_field = field.find("pose_keypoints_2d");
    // AlphaPose writes "joints" inside of "bodies".
    const Field place = joints_field ? *joints_field : field.at("joints");
    const std::vector<double> numbers = numbers_of(place);
    if (numbers.empty()) return;  // a face or a hand without a body
    if (numbers.size() % 3 != 0)
      place.fail(
          fmt::format("{} numbers; x, y and confidence of each joint are wanted", numbers.size()));
    const std::array<const JointOrder*, 3> orders{&body_25_order(), &openpose_18_order(),
                                                  &coco_17_order()};
    const auto joints = static_cast<Index>(numbers.size() / 3);
    DetectedPerson person;
    person.keypoints = mapped(mapping(joints, orders, place), keypoints_of_triples(numbers));
    person.score = mean_confidence(person.keypoints);
    if (const auto id = field.find("person_id")) person.track = track_of(*id);
    frames_.add(frame, std::move(person), field.where());
  }

  /// [-1] is nobody's number.
  static std::optional<Index> track_of(const Field& id) {
    const std::vector<double> numbers = numbers_of(id);
    if (numbers.empty() || !(numbers[0] >= 0 && numbers[0] < 1e15)) return std::nullopt;
    return static_cast<Index>(numbers[0]);
  }

  std::string program_;
};

}  // namespace

std::unique_ptr<PeopleReader> openpose_reader(std::string source, std::string program) {
  return std::make_unique<OpenPoseReader>(std::move(source), std::move(program));
}

}  // namespace posegrad::pose::readers
