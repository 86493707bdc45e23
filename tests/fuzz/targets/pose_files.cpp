#include "pose/data/pose_files.h"

#include "tensor/error.h"
#include "tests/fuzz/memory_file.h"
#include "tests/fuzz/target.h"

namespace posegrad::fuzz {
namespace {

/// A data set's npz as keypoints and as positions: at most one of them fits.
void read_pose_file(std::string_view bytes) {
  const std::string& path = memory_file(bytes);
  try {
    pose::read_keypoints_2d(path);
  } catch (const Error&) {
    pose::read_positions_3d(path);
  }
}

const Registered kPoseFiles{{"pose_files", read_pose_file, mutate_zip}};

}  // namespace
}  // namespace posegrad::fuzz
