#pragma once
#include <limits>
#include <vector>

#include "pose/scene/scene.h"
#include "pose/smoothing/smoothing.h"
#include "pose/wild/people.h"

namespace posegrad::pose {

/// Every gap is filled, however long.
constexpr double kFillAll = std::numeric_limits<double>::infinity();

/// Of every frame, whether it lies in a gap of more than `longest` seconds: frames in a row, at the
/// ends of the track too, in which the person was not detected or none of the keypoints was found.
/// 0: every such frame; kFillAll: none.
std::vector<bool> frames_in_long_gaps(const PersonTrack& person, double longest, double fps);

/// smooth() of a motion all of whose frames are numbers, those of gaps made up: runs between the
/// gaps are filtered on their own, and what lies in gaps stays. gaps: T, or empty where there is
/// none. Throws as smooth(); ShapeError for another number of frames.
Tensor smooth_between(const Tensor& motion, double fps, const SmoothingChoice& choice,
                      const std::vector<bool>& gaps, double metres = 1);

/// Smooths x and y of a person's keypoints, confidences stay. Those that were not found are numbers
/// too, interpolated, and count; not those of gaps. For OneEuro the person is 1.7 m tall where the
/// median of person_heights is.
void smooth_keypoints(PersonTrack& person, double fps, const SmoothingChoice& choice,
                      const std::vector<bool>& gaps);

/// Poses (T, J, 3) with NaN in the frames of gaps; the same tensor where there is none.
Tensor without_gaps(const Tensor& poses, const std::vector<bool>& gaps);

/// Leaves out of the scene what its frames in gaps would say: keypoints, positions and errors of
/// all motions and the numbers of series are NaN there, feet do not stand. A series "frame_missing"
/// says which these are, and stands behind the others. Throws ShapeError for another number of
/// frames.
void leave_out_gaps(Scene& scene, const std::vector<bool>& gaps);

}  // namespace posegrad::pose
