#include <algorithm>

#include "pose/detections/records/json/people_json_reader.h"
#include "pose/detections/records/json/points.h"
#include "pose/detections/records/json/tools.h"

namespace posegrad::pose::detections {
namespace {

using formats::Field;
using formats::Value;

constexpr std::size_t kLandmarks = 33;

/// {x, y, z, visibility} as MediaPipe's landmarks have it.
bool is_landmark(const Value& value) {
  return is_point_dict(value) && value.find("z") != nullptr &&
         first_of(value, {"visibility", "presence"}) != nullptr;
}

/// A list of landmarks without a key of its own: [{x, y, z, visibility}, ...].
bool is_bare_list(const Value& value) {
  if (!value.is_sequence() || value.size() == 0) return false;
  const auto item =
      std::ranges::find_if(value.items(), [](const Value& v) { return !v.is_none(); });
  return item != value.items().end() && is_landmark(*item);
}

/// The landmarks themselves: protobuf's JSON has them in {landmark: [...]}.
const Value* landmarks_in(const Value& value) {
  const Value* inner = first_of(value, {"landmark", "landmarks"});
  return inner != nullptr ? inner : &value;
}

std::optional<Field> landmarks_of(const Field& person) {
  return first_of(person, {"pose_landmarks", "poseLandmarks", "landmarks", "landmark",
                           "normalized_landmarks", "pose"});
}

/// Whether it is one body's landmarks, or a list of several bodies'.
bool is_body(const Value& value) {
  const PointForm form = point_form(value, Evidence::by_key);
  if (form == PointForm::flat) return value.size() % kLandmarks == 0;
  if (form == PointForm::rows)
    return value.size() == kLandmarks || !is_row(value.items().front(), 2, 2);
  return form == PointForm::dicts || form == PointForm::named;
}

bool is_bodies(const Value& value) {
  if (!value.is_sequence() || value.size() == 0) return false;
  const Value& first = value.items().front();
  return (first.is_sequence() && first.size() == 0) || is_body(*landmarks_in(first));
}

/// Landmarks of MediaPipe's Pose and Holistic (0.8 to 0.10) and its Pose Landmarker, as scripts
/// dump them: landmarks or pose_landmarks of a frame, of one body or a list of bodies, in dicts {x,
/// y, z, visibility}, lists [x, y, z, visibility], flat lists of these, or dicts by name. x and y
/// are fractions of the picture; landmarks of the world, hands and the face are left alone.
class MediaPipeReader final : public PeopleJsonReader {
 public:
  std::string name() const override { return "MediaPipe"; }
  std::string written_by() const override {
    return "scripts' dumps of MediaPipe 0.8 to 0.10 (Pose, Holistic, Pose Landmarker)";
  }
  std::vector<std::string> layouts() const override { return {"mediapipe"}; }

 protected:
  Units units() const override { return Units::fractions; }

  PersonTest test(const Value& value) const override {
    if (is_bare_list(value)) return PersonTest::yes;
    if (!value.is_dict()) return PersonTest::no;
    if (has_named_landmarks(value)) return PersonTest::yes;
    const Value* found = first_of(value, {"pose_landmarks", "poseLandmarks", "landmarks",
                                          "landmark", "normalized_landmarks"});
    if (found == nullptr) {
      // Holistic's parts are called pose, face, left_hand.
      found = first_of(value, {"pose"});
      if (found == nullptr || !is_holistic(value)) return PersonTest::no;
    }
    const Value open = opened(*found);
    const Value& landmarks = *landmarks_in(open);
    if (is_nothing(landmarks)) return PersonTest::absent;
    if (is_body(landmarks)) return PersonTest::yes;
    return is_bodies(landmarks) ? PersonTest::yes : PersonTest::no;
  }

  void read_person(const Field& person, RawPerson about, PeopleCollector& people) const override {
    if (person.value().is_sequence() || has_named_landmarks(person.value()))
      return people.add(person, std::move(about));
    read_about(person, {"score", "confidence"}, about, people);
    const Field open = opened(*landmarks_of(person));
    const auto inner = first_of(open, {"landmark", "landmarks"});
    const Field landmarks = inner ? *inner : open;
    if (is_body(landmarks.value())) return people.add(landmarks, std::move(about));
    for (const Field& body : landmarks.items()) {
      RawPerson one = about;
      one.where = body.where();
      const auto nested = first_of(body, {"landmark", "landmarks"});
      people.add(nested ? *nested : body, std::move(one));
    }
  }

  bool is_person_a_frame(const Value& person) const override { return person.is_dict(); }

  void settle(Records& records) const override {
    const auto frame = std::ranges::find_if(
        records.frames, [](const RawFrame& one) { return !one.people.empty(); });
    const bool is_whole =
        frame != records.frames.end() && frame->people.front().points.size() == kLandmarks;
    if (is_whole && records.names.empty()) records.layout = "mediapipe";
  }

 private:
  static bool has_named_landmarks(const Value& value) {
    if (!value.is_dict()) return false;
    const auto count = std::ranges::count_if(
        value.entries(), [](const Value::Entry& entry) { return is_landmark(entry.second); });
    return count >= 5;
  }
  static bool is_holistic(const Value& value) {
    return first_of(value, {"left_hand", "right_hand", "face", "leftHand", "rightHand"}) != nullptr;
  }
};

}  // namespace

std::unique_ptr<RecordReader> mediapipe_reader() { return std::make_unique<MediaPipeReader>(); }

}  // namespace posegrad::pose::detections
