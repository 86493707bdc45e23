#include "tests/wild/people_text.h"

#include <algorithm>

#include <boost/test/unit_test.hpp>
#include <fmt/format.h>

namespace posegrad::test {
namespace {

using pose::DetectedKeypoint;
using pose::JointOrder;

DetectedKeypoint easy(double start, Index joint) {
  const auto j = static_cast<double>(joint);
  return {start + j, start + 2 * j, (10 + j) / 100};
}

std::vector<DetectedKeypoint> in_order(double start, const JointOrder& order) {
  const std::vector<std::string>& coco = pose::keypoint_layout("coco").joints;
  std::vector<DetectedKeypoint> keypoints(static_cast<std::size_t>(order.count),
                                          {9999, 9999, 0.99});
  for (std::size_t i = 0; i < order.joints.size(); ++i) {
    const auto found = std::ranges::find(coco, order.joints[i]);
    if (found != coco.end()) keypoints[i] = easy(start, found - coco.begin());
  }
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
  for (Index joint = 0; joint < 17; ++joint) person.keypoints.push_back(easy(start, joint));
  return person;
}

std::string triples(double start, const JointOrder& order) {
  return joined(in_order(start, order), [](const DetectedKeypoint& k) {
    return fmt::format("{},{},{}", k.x, k.y, k.confidence);
  });
}

std::string pairs(double start, const JointOrder& order) {
  return joined(in_order(start, order),
                [](const DetectedKeypoint& k) { return fmt::format("[{},{}]", k.x, k.y); });
}

std::string confidences(const JointOrder& order) {
  return joined(in_order(0, order),
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
