#pragma once
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/data/sequences.h"
#include "pose/geometry/camera.h"
#include "pose/geometry/skeleton.h"

namespace posegrad::pose {

/// All cameras' views of one recording.
struct Recording {
  std::string action;
  Tensor world;  // (T, J, 3): world space, metres; empty without ground truth
  std::vector<Sequence> views;
};

struct Subject {
  std::string name;
  std::vector<Camera> cameras;
  std::vector<Recording> recordings;          // in the order of the 2D file
  std::vector<std::string> evaluation_order;  // action names in the order of the 3D file

  /// Throws DataError naming the actions that there are.
  const Recording& recording(const std::string& action) const;
};

/// 3D poses, 2D keypoints and cameras of one data set, prepared for training: keypoints normalised,
/// positions in each camera's space and relative to the root.
struct Dataset {
  std::string name;
  std::string keypoint_layout;  // "coco", "h36m", ...; empty when the file does not say
  Skeleton skeleton;
  Mirroring mirroring;
  double fps = 0;  // 0: not known
  std::vector<Subject> subjects;

  /// Throws DataError naming the subjects that there are; for "S1" only "Train/S1" and the like
  /// where there are such.
  const Subject& subject(const std::string& name) const;
  Index keypoint_joints() const;
  Index keypoint_features() const;
};

/// Where the numbers came from, for messages.
struct DatasetSources {
  std::string positions_3d, keypoints_2d;
};

/// Human3.6M's layout: 32 joints of which 17 are kept, four cameras a subject.
/// Throws DataError, naming file, subject, action and camera: a 2D recording that is missing or
/// shorter than the 3D one, another number of cameras or joints, a subject without known cameras.
Dataset make_h36m(const Positions3d& positions, const Keypoints2d& keypoints,
                  const DatasetSources& sources);

/// HumanEva-I with its 15 or 20 joints (ValueError for another number): subjects with a prefix,
/// "Train/S1" or "Validate/S1", some without a recording; actions in pieces, "Walking 1 chunk0";
/// three cameras whose lens is not known, so that sequences have no intrinsics. Throws DataError as
/// make_h36m.
Dataset make_humaneva(Index joints, const Positions3d& positions, const Keypoints2d& keypoints,
                      const DatasetSources& sources);

/// A user's own videos: one subject per video, one camera whose size comes from the file, no ground
/// truth. Throws DataError when the file does not say the size of a video.
Dataset make_custom(const Keypoints2d& keypoints, const DatasetSources& sources);

/// Which sequences, and which of their frames.
struct Selection {
  std::vector<std::string> subjects;
  std::vector<std::string> action_prefixes;  // empty: all
  Index downsample = 1;                      // every n-th frame
  /// Fraction of the frames: one piece per sequence, its place fixed by its length.
  double subset = 1;
};

bool action_matches(const std::string& action, const std::vector<std::string>& prefixes);

/// The sequences in the order that training uses: subjects as listed, actions in the order of the
/// 2D file, cameras. Sequences that the subset leaves without a frame are left out. Throws
/// DataError for a subject that is not there, and when nothing matches, listing what there is.
std::vector<Sequence> select(const Dataset& dataset, const Selection& selection);

/// Every n-th frame of a sequence.
Sequence downsampled(const Sequence& sequence, Index n);

}  // namespace posegrad::pose
