#pragma once
#include <functional>
#include <string>

#include "pose/data/pose_set.h"
#include "pose/raw/h36m_names.h"
#include "pose/raw/inventory.h"

namespace posegrad::pose::raw {

/// The keypoints that perfect detections would be: poses (T, 32, 3) of read_h36m_positions() as
/// each of the subject's four cameras sees them, distortion included, (T, 17, 2) pixels.
Keypoints2d project_h36m(const Positions3d& positions,
                         const std::function<void(Index recordings)>& progress = {});

struct H36mKeypoints {
  Keypoints2d keypoints;  // four cameras a recording; one that is missing is an undefined tensor
  Inventory inventory;
};

/// What a detector wrote of every video, S1/ACTION.CAMERA.mp4.npz, as DetectorSet reads it by the
/// set's name. What is read and noted: see collect_h36m(). Throws ValueError for a name without
/// detector or joints; IoError; DataError: no file, a broken one.
H36mKeypoints read_h36m_detections(const std::string& input, const std::string& name,
                                   const std::function<void(Index videos)>& progress = {});

/// The same of Stacked Hourglass: the archive of MPII's weights (zip) or the one of those that were
/// fine-tuned (tar.gz), with `poses` (T, 16, 2) in every file. The joints are MPII's.
H36mKeypoints read_h36m_hourglass(const std::string& input, H36mKind kind,
                                  const std::function<void(Index videos)>& progress = {});

/// Videos of all subjects.
Index h36m_video_count();

}  // namespace posegrad::pose::raw
