#pragma once
#include <string>

#include "pose/inspect/report.h"

namespace posegrad::pose::inspection {

/// Subjects, actions, cameras, frames and joints of VideoPose3D's npz files, data_2d_* and
/// data_3d_*, numbers that are not finite, and whether run takes them. Throws DataError for a file
/// that has no such dict, IoError.
void inspect_data_set(const std::string& path, Report& report);

}  // namespace posegrad::pose::inspection
