#pragma once
#include <functional>
#include <string_view>

#include "pose/data/dataset.h"

namespace posegrad::pose {

/// What the recordings of a motion capture studio have in common.
struct Studio {
  std::string name;          // of the data set
  Index joints_in_file;      // of a 3D pose
  std::vector<Index> kept;   // the joints that are used, as numbered in the file
  const Skeleton& skeleton;  // of those
  double fps;
  /// Cameras of a subject. Throws ValueError for one that is not known.
  std::function<std::vector<Camera>(std::string_view subject)> cameras;
  /// What an error about another number of joints adds: "; was the file already reduced?".
  std::function<std::string(Index joints_found)> joints_hint;
};

/// The named joints of poses (T, J, 3): (T, kept, 3).
Tensor keep_joints(const Tensor& poses, const std::vector<Index>& kept);

/// Puts the 3D poses and the 2D keypoints of the same performances together: keypoints normalised,
/// poses as each camera sees them. 2D recordings without a 3D one are kept without positions.
/// Sequences have intrinsics where the camera has a lens. Throws DataError, naming file, subject,
/// action and camera: a 2D recording that is missing or shorter than the 3D one, another number of
/// cameras or joints, a subject without known cameras.
Dataset make_studio_dataset(const Studio& studio, const Positions3d& positions,
                            const Keypoints2d& keypoints, const DatasetSources& sources);

}  // namespace posegrad::pose
