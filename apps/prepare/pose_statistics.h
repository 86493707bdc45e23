#pragma once
#include <span>
#include <string>

namespace posegrad::apps {

/// `posegrad prepare pose-statistics ARGUMENTS`: how the poses of a data set are spread, for the
/// models that are trained with them.
int prepare_pose_statistics(std::span<const std::string> arguments);

}  // namespace posegrad::apps
