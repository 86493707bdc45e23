#pragma once
#include <optional>
#include <string>

#include "pose/data/mocap/clip.h"

namespace posegrad::pose::mocap {

/// Why a clip is no motion of a body.
struct Fault {
  std::string kind;    // for counting: "bone lengths change by more than 10 %"
  std::string detail;  // "left thigh: 0.35 m in frame 12, 0.42 m otherwise"
};

/// The first of: fewer than two frames, a number that is not finite, a bone without length, a limb
/// or hip width that differs by more than 10 % from its median, legs that are no person's (0.3 to
/// 1.5 m). Nothing for a sound clip.
std::optional<Fault> fault_of(const Motion& motion);

}  // namespace posegrad::pose::mocap
