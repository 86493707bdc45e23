#pragma once
#include <string>
#include <vector>

#include "pose/scene/scene.h"
#include "pose/wild/people.h"
#include "pose/wild/pretrained.h"
#include "pose/wild/reconstruct.h"

namespace posegrad::pose {

/// What makes the poses of one person less trustworthy.
struct Doubts {
  /// A line each, beginning with "Note: ", with the number that gives rise to it; none where all is
  /// well.
  std::vector<std::string> notes;
  /// Of every frame, in this order:
  ///   frame_interpolated  yes: the person was not detected
  ///   keypoints_outside   found keypoints outside of the picture
  ///   person_height_px    longer side of the box around the found keypoints
  ///   pose_distance       PoseStatistics::distances; where the model has statistics
  ///   reprojection_px     reprojection_distances; where the result has a camera
  std::vector<FrameSeries> frames;
};

/// person: what was seen; result: what `model` made of it, of as many frames; scene: wild_scene()
/// of both. Its camera says what is up; where it has none, the usual one does. Throws ShapeError
/// when the frames differ.
Doubts doubts_about(const Scene& scene, const PersonTrack& person, const PretrainedModel& model,
                    const Reconstruction& result);

}  // namespace posegrad::pose
