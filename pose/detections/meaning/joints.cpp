#include "pose/detections/meaning/joints.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "pose/detections/meaning/ids.h"
#include "pose/detections/meaning/points.h"

namespace posegrad::pose::detections {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

DetectedKeypoint joint_of(const RawPerson& person, const std::vector<Index>& from,
                          const Scores& scores) {
  constexpr DetectedKeypoint kNotFound{kNaN, kNaN, 0};
  if (from.empty()) return kNotFound;
  DetectedKeypoint joint{0, 0, 1, std::numeric_limits<double>::infinity()};
  for (const Index i : from) {
    const RawPoint& point = person.points[static_cast<std::size_t>(i)];
    if (!is_found(point)) return kNotFound;
    joint.x += point.x / static_cast<double>(from.size());
    joint.y += point.y / static_cast<double>(from.size());
    joint.confidence = std::min(joint.confidence, scores.confidence(point.score));
    // The smallest; a file without scores has 1.
    joint.score = std::min(joint.score, std::isnan(point.score) ? 1 : point.score);
  }
  return joint;
}

double mean_confidence(const std::vector<DetectedKeypoint>& joints) {
  double sum = 0;
  for (const DetectedKeypoint& joint : joints) sum += joint.confidence;
  return joints.empty() ? 0 : sum / static_cast<double>(joints.size());
}

}  // namespace

std::vector<DetectedKeypoint> joints_of(const RawPerson& person, const JointMap& map,
                                        const Scores& scores) {
  std::vector<DetectedKeypoint> joints;
  joints.reserve(map.from.size());
  for (const std::vector<Index>& from : map.from) joints.push_back(joint_of(person, from, scores));
  return joints;
}

DetectedPerson person_of(const RawPerson& person, const JointMap& map, const Scores& scores,
                         bool ids_usable) {
  DetectedPerson made{joints_of(person, map, scores), 0, std::nullopt, std::nullopt};
  made.score = std::isnan(person.score) ? mean_confidence(made.keypoints) : person.score;
  if (person.box)
    made.box = Box{(*person.box)[0], (*person.box)[1], (*person.box)[2], (*person.box)[3]};
  if (ids_usable) made.track = id_of(person);
  return made;
}

namespace {

const std::vector<const KeypointLayout*>& all_targets() {
  static const std::vector<const KeypointLayout*> all{
      &keypoint_layout("coco"), &keypoint_layout("mpii"), &keypoint_layout("h36m"),
      &keypoint_layout("humaneva15"), &keypoint_layout("humaneva20")};
  return all;
}

/// Whether each joint of the target is a point of its own, and each point of a name is one.
bool has_just_these(const Layout& layout, const JointMap& map) {
  const auto named =
      std::ranges::count_if(layout.joints, [](const std::string& joint) { return !joint.empty(); });
  return map.absent.empty() && named == static_cast<std::ptrdiff_t>(map.from.size()) &&
         std::ranges::all_of(map.from, [](const auto& from) { return from.size() == 1; });
}

}  // namespace

const KeypointLayout& target_of(const Layout& layout, const ReadOptions& options) {
  if (options.target != nullptr) return *options.target;
  const KeypointLayout& coco = *all_targets().front();
  if (map_to(layout, coco).absent.empty()) return coco;
  for (const KeypointLayout* target : all_targets())
    if (has_just_these(layout, map_to(layout, *target))) return *target;
  return coco;
}

}  // namespace posegrad::pose::detections
