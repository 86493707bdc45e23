#pragma once
#include <string>

#include "pose/inspect/report.h"

namespace posegrad::pose::inspection {

/// Size, rate, frames, rotation, varying intervals. Throws as probe_video.
void inspect_video(const std::string& path, Report& report);

}  // namespace posegrad::pose::inspection
