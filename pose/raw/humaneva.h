#pragma once
#include <functional>
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/raw/humaneva_tables.h"
#include "pose/raw/inventory.h"

namespace posegrad::pose::raw {

/// A run of frames of a recording: all have ground truth, or none has.
struct HumanEvaChunk {
  HumanEvaPart part;
  std::string action;  // "Walking 1 chunk0"
  Index begin, end;    // frames since the motion capture started
  bool is_labelled;
};

struct HumanEvaSet {
  Index joints = 0;  // 15 or 20
  std::vector<HumanEvaChunk> chunks;
  Positions3d positions;  // metres; "Train/S1"..."Validate/S3", without recordings too
  Keypoints2d keypoints;  // three cameras, pixels
  Inventory inventory;
};

/// HumanEva-I as its users convert it: Train/S1/Walking_1.mat with poses_3d (T, J, 3) in
/// millimetres and poses_2d (3, T, J, 2) in pixels, NaN where the motion capture failed; T is what
/// the table of the data set says, 15 joints or 20. A recording falls into runs of frames with and
/// without NaN, numbered together: "Walking 1 chunk0", "Walking 1 chunk2". Files of other recordings
/// and second ones of the same are left out with a note. `progress` hears how many files are read.
/// Throws IoError; DataError: no file, a broken one, another length or shape, 15 joints in one and
/// 20 in another, another number of runs in 2D than in 3D.
HumanEvaSet read_humaneva(const std::string& input,
                          const std::function<void(Index files)>& progress = {});

struct HumanEvaKeypoints {
  Keypoints2d keypoints;
  Inventory inventory;
};

/// What a detector wrote of every video, as for read_h36m_detections(), cut like `set`: the frames
/// of a run with ground truth as in the set, those of the others under "Unlabeled/Train/S1".
/// Videos begin before the motion capture, by the table of the data set. The name of a file holds
/// subject, recording and camera: S1/Walking_1_(C1).avi.npz, S1/Walking 1.C1.mp4.npz. Nobody could
/// compare this with the reference's own detections, which are not public.
HumanEvaKeypoints read_humaneva_detections(const std::string& input, const std::string& name,
                                           const HumanEvaSet& set,
                                           const std::function<void(Index files)>& progress = {});

}  // namespace posegrad::pose::raw
