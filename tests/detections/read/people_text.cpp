#include "tests/detections/read/people_text.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

#include "pose/detections/layouts/layout.h"
#include "pose/geometry/skeleton_tables.h"

namespace posegrad::test {
namespace {

using pose::DetectedKeypoint;

struct Place {
  double x, y;  // from the nose, y down
};

Place place_of(const std::string& joint) {
  static const std::map<std::string, Place> kMiddle{
      {"nose", {0, 0}},       {"neck", {0, 22}},       {"pelvis", {0, 68}},
      {"head top", {0, -18}}, {"jaw", {0, 9}},         {"head", {0, -4}},
      {"thorax", {0, 22}},    {"upper neck", {0, 12}}, {"spine", {0, 45}}};
  // Of the left side, which is on the right of the picture.
  static const std::map<std::string, Place> kSides{
      {"eye", {3, -3}},    {"ear", {7, -2}},       {"shoulder", {17, 22}},  {"elbow", {21, 49}},
      {"wrist", {24, 74}}, {"hip", {10, 68}},      {"knee", {11, 111}},     {"ankle", {11, 153}},
      {"heel", {11, 159}}, {"big toe", {13, 165}}, {"small toe", {18, 163}}};
  if (const auto middle = kMiddle.find(joint); middle != kMiddle.end()) return middle->second;
  const std::size_t space = joint.find(' ');
  if (space == std::string::npos) return {1, 5};  // of the face, or none of ours
  const Place left = kSides.at(joint.substr(space + 1));
  return {joint.starts_with("left") ? left.x : -left.x, left.y};
}

/// joint: its place in the coco layout, beyond it for another.
DetectedKeypoint easy(double start, const std::string& name, Index joint) {
  const Place place = place_of(name);
  return {start + 30 + place.x, start + 30 + place.y,
          joint < 17 ? (10 + static_cast<double>(joint)) / 100 : 0.99};
}

std::vector<DetectedKeypoint> in_order(double start, const std::string& layout) {
  const std::vector<std::string>& coco = pose::keypoint_layout("coco").joints;
  std::vector<DetectedKeypoint> keypoints;
  for (const std::string& joint : pose::detections::find_layout(layout)->joints)
    keypoints.push_back(easy(start, joint, std::ranges::find(coco, joint) - coco.begin()));
  return keypoints;
}

template <class Text>
std::string joined(const std::vector<DetectedKeypoint>& keypoints, Text text) {
  std::string all;
  for (const DetectedKeypoint& keypoint : keypoints)
    all += (all.empty() ? "" : ",") + text(keypoint);
  return all;
}

}  // namespace

pose::DetectedPerson easy_person(double start) {
  pose::DetectedPerson person;
  person.keypoints = in_order(start, "coco");
  return person;
}

std::string triples(double start, const std::string& layout) {
  return joined(in_order(start, layout), [](const DetectedKeypoint& k) {
    return fmt::format("{},{},{}", k.x, k.y, k.confidence);
  });
}

std::string pairs(double start, const std::string& layout) {
  return joined(in_order(start, layout),
                [](const DetectedKeypoint& k) { return fmt::format("[{},{}]", k.x, k.y); });
}

std::string confidences(const std::string& layout) {
  return joined(in_order(0, layout),
                [](const DetectedKeypoint& k) { return fmt::format("{}", k.confidence); });
}

void check_person(const pose::DetectedPerson& person, double start, bool has_confidences,
                  double tolerance) {
  const pose::DetectedPerson wanted = easy_person(start);
  BOOST_TEST_REQUIRE(person.keypoints.size() == wanted.keypoints.size());
  for (std::size_t j = 0; j < wanted.keypoints.size(); ++j) {
    const DetectedKeypoint &found = person.keypoints[j], &expected = wanted.keypoints[j];
    const double confidence = has_confidences ? expected.confidence : 1;
    BOOST_TEST(std::abs(found.x - expected.x) <= tolerance, "joint " << j << ": x " << found.x);
    BOOST_TEST(std::abs(found.y - expected.y) <= tolerance, "joint " << j << ": y " << found.y);
    BOOST_TEST(std::abs(found.confidence - confidence) <= tolerance, "joint " << j);
  }
}

std::vector<std::size_t> counts(const pose::Detections& detections) {
  std::vector<std::size_t> numbers;
  for (const pose::DetectedFrame& frame : detections.frames) numbers.push_back(frame.people.size());
  return numbers;
}

}  // namespace posegrad::test
