#pragma once
#include <memory>
#include <string>

#include "pose/data/pose_set.h"
#include "pose/formats/atomic_file.h"
#include "pose/formats/byte_source.h"

namespace posegrad::pose {

// The npz files of 3D poses and 2D keypoints that the reference made popular. What is read keeps
// the order of the file. Readers throw IoError "cannot open FILE: ..." and DataError that names
// file, subject, action, camera, frame and joint: a key that is missing, an array of another shape,
// a number that is not finite. Writers write whole or not at all, the same data giving the same
// bytes, for NumPy 1.x and 2.x; IoError when they cannot. A staged file is on the disk, but only its
// commit() puts it in place: files that belong together are all staged first.
using StagedFile = std::unique_ptr<formats::AtomicFile>;

/// `positions_3d`: subject -> action -> (T, J, 3), world space, metres. J is the same in the whole
/// file.
Positions3d read_positions_3d(const std::string& path, const formats::ReadProgress& progress = {});
StagedFile stage_positions_3d(const std::string& path, const Positions3d& positions);
inline void write_positions_3d(const std::string& path, const Positions3d& positions) {
  stage_positions_3d(path, positions)->commit();
}

/// `positions_2d`: subject -> action -> a list over cameras, or an array whose first axis is the
/// camera, of (T, K, 2 or 3), pixels; `metadata`. A camera without a recording (None) becomes an
/// undefined tensor, and is written as None. K is the metadata's num_joints; the last axis has the
/// same size in the whole file.
Keypoints2d read_keypoints_2d(const std::string& path, const formats::ReadProgress& progress = {});
StagedFile stage_keypoints_2d(const std::string& path, const Keypoints2d& keypoints);
inline void write_keypoints_2d(const std::string& path, const Keypoints2d& keypoints) {
  stage_keypoints_2d(path, keypoints)->commit();
}

}  // namespace posegrad::pose
