#include "pose/body/body.h"

namespace posegrad::pose {
namespace {

constexpr std::array<std::string_view, kBodyParts> kNames{
    "hips",       "spine",        "chest",           "neck",
    "head",       "left collar",  "left upper arm",  "left forearm",
    "left hand",  "right collar", "right upper arm", "right forearm",
    "right hand", "left thigh",   "left shank",      "left foot",
    "left toes",  "right thigh",  "right shank",     "right foot",
    "right toes"};

}  // namespace

std::string_view name_of(BodyPart part) { return kNames[index_of(part)]; }

std::array<formats::Placed, kBodyParts> placed(const BodyShape& shape, const BodyPose& pose) {
  std::array<formats::Placed, kBodyParts> parts;
  parts[0] = {pose.position, pose.turns[0]};
  for (std::size_t i = 1; i < kBodyParts; ++i) {
    const formats::Placed& parent = parts[static_cast<std::size_t>(kBodyParents[i])];
    parts[i] = {parent.position + rotate(parent.turn, shape.offsets[i]),
                parent.turn * pose.turns[i]};
  }
  return parts;
}

}  // namespace posegrad::pose
