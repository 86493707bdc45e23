#pragma once
#include <string>

#include "pose/inspect/report.h"

namespace posegrad::pose::inspection {

/// How a file of weights is wrapped, what stands beside them, the models in it with their
/// architecture, what is known about them, and whether wild takes them. Throws as read_checkpoint
/// and architecture_of, the report then having what was known until then.
void inspect_checkpoint(const std::string& path, Report& report);

}  // namespace posegrad::pose::inspection
