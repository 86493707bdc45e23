#include "pose/detections/meaning/target.h"

#include <algorithm>
#include <vector>

namespace posegrad::pose::detections {
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
