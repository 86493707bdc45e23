#pragma once
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/data/views/endless_views.h"

namespace posegrad::test {

/// Somebody of the reference body's size who walks along x, arms and legs swinging: (frames, 22,
/// 3).
Tensor walking_figure(Index frames, double phase = 0);

/// Clips of it: "walk 1" of subject A, "turn 1" of B, whose figure goes along y.
std::vector<pose::views::Clip> figure_clips(Index frames = 120);

/// The same as a data set's 3D file.
pose::Positions3d figure_positions(Index frames = 120);

}  // namespace posegrad::test
