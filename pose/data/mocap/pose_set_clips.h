#pragma once
#include <string>
#include <vector>

#include "pose/data/mocap/clip.h"

namespace posegrad::pose::mocap {

/// Whether a NumPy archive is a data set of 3D poses: it has `positions_3d`.
bool is_pose_set(const std::string& path);

/// The recordings of a data set in Human3.6M's layout (32 joints, or the 17 that are left of them;
/// read_positions_3d), 50 frames a second, or of one of ours (22 points). Where there is no face,
/// it is put on the head as far as joints show it. Throws as read_positions_3d, and DataError for
/// another number of joints.
std::vector<Clip> read_pose_set(const std::string& path);

}  // namespace posegrad::pose::mocap
