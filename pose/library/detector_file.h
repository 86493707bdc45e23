#pragma once
#include <string>
#include <vector>

#include "pose/library/model_places.h"

namespace posegrad::pose {

/// The name of the detector's weights in a folder of models.
inline constexpr const char* kDetectorFile = "movenet.safetensors";

/// The path of the detector's weights in the first place that has them. Throws IoError when no
/// place has: it names the script that gets them, and all places.
std::string find_detector_weights(const std::vector<std::string>& places = model_places());

}  // namespace posegrad::pose
