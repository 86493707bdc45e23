#pragma once
#include "apps/run/model.h"
#include "apps/run/options.h"
#include "pose/data/dataset.h"

namespace posegrad::apps {

/// Reconstructs the sequence that the --viz options name. --viz-export: float32 (T, J, 3), camera
/// space, metres; with a trajectory model and without ground truth on the root's path, else
/// relative to the root. --viz-output: a picture, a player or a file of it in world space, by the
/// ending. False when Ctrl-C came.
bool run_render(const RunOptions& options, const pose::Dataset& dataset, const RunModel& model);

}  // namespace posegrad::apps
