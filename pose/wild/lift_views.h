#pragma once
#include "pose/evaluation/evaluate_views.h"
#include "pose/wild/pretrained.h"

namespace posegrad::pose {

/// A model of keypoints on the screen as a lifter of endless views that come at `rate` frames a
/// second: each window as `posegrad wild` would reconstruct it, the pose of frame `target` turned
/// to the axes of the view. Such a model says no up.
ViewLifter screen_lifter(const PretrainedModel& model, double rate, Index target, bool mirror);

}  // namespace posegrad::pose
