#pragma once
#include <functional>
#include <string>

#include "pose/data/pose_set.h"
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

/// What a detector wrote of every video: S1/ACTION.CAMERA.mp4.npz in a folder or an archive, of the
/// kind that the set's name begins with, "detectron..." (boxes and keypoints of
/// infer_video.py: of each frame the person of the best box, rows 4 and 5 where there are such, else 0
/// and 1; a frame without anybody repeats the one before) or "cpn..." (keypoints (T, K, 3)). The
/// layout is the one that the name holds: mpii, coco, h36m, humaneva15 or humaneva20. Files "..._ALL"
/// and S11's "Directions" are left out. Throws ValueError for a name without kind or layout;
/// IoError; DataError: no file, a broken one, another count of joints, nobody in the first frame.
H36mKeypoints read_h36m_detections(const std::string& input, const std::string& name,
                                   const std::function<void(Index videos)>& progress = {});

/// Stacked Hourglass, of the archives with its results: `poses` (T, 16, 2) in
/// h36m/S1/StackedHourglass/Directions_1.54138969.h5 (pre-trained on MPII, zip) or
/// S1/StackedHourglassFineTuned240/... (tar.gz). The joints are MPII's.
enum class Hourglass { pretrained, fine_tuned };
H36mKeypoints read_h36m_hourglass(const std::string& input, Hourglass which,
                                  const std::function<void(Index videos)>& progress = {});

/// Videos of all subjects.
Index h36m_video_count();

}  // namespace posegrad::pose::raw
