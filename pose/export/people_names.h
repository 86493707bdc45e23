#pragma once
#include <span>
#include <string>
#include <vector>

#include "pose/body/body.h"

namespace posegrad::pose {

/// A name for each motion that programs can show and tell apart: what is no text is left out, at
/// most 60 bytes; "Person 2" for the second where nothing is left, and " 2" and so on behind a name
/// that was there before.
std::vector<std::string> people_names(std::span<const BodyMotion> motions);

}  // namespace posegrad::pose
