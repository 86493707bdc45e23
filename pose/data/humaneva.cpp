#include <fmt/format.h>

#include "pose/data/recordings.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

namespace posegrad::pose {

Dataset make_humaneva(Index joints, const Positions3d& positions, const Keypoints2d& keypoints,
                      const DatasetSources& sources) {
  if (joints != 15 && joints != 20)
    throw ValueError(fmt::format("make_humaneva: 'joints' is {}; expected 15 or 20", joints));
  const Studio studio{
      .name = fmt::format("humaneva{}", joints),
      .joints_in_file = joints,
      .kept = kept_joints(joints, {}),
      .skeleton = joints == 15 ? humaneva_15() : humaneva_20(),
      .fps = 60,
      .cameras = humaneva_cameras,
      .joints_hint = [](Index found) {
        return found == 15 || found == 20 ? fmt::format("; it is one of -d humaneva{}", found) : "";
      }};
  return make_studio_dataset(studio, positions, keypoints, sources);
}

}  // namespace posegrad::pose
