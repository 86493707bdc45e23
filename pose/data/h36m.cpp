#include "pose/data/recordings.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"

namespace posegrad::pose {

Dataset make_h36m(const Positions3d& positions, const Keypoints2d& keypoints,
                  const DatasetSources& sources) {
  const Studio studio{
      .name = "h36m",
      .joints_in_file = h36m_32().num_joints(),
      .kept = kept_joints(h36m_32().num_joints(), h36m_removed_joints()),
      .skeleton = h36m_17(),
      .fps = 50,
      .cameras = h36m_cameras,
      .joints_hint = [](Index) { return std::string("; was the file already reduced?"); }};
  return make_studio_dataset(studio, positions, keypoints, sources);
}

}  // namespace posegrad::pose
