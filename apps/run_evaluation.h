#pragma once
#include "apps/json_log.h"
#include "apps/run_model.h"
#include "apps/run_options.h"
#include "pose/data/dataset.h"

namespace posegrad::apps {

/// Prints all four errors per action and their averages, over all test subjects together or, with
/// --by-subject, one by one.
void run_evaluation(const RunOptions& options, const pose::Dataset& dataset, const RunModel& model,
                    JsonLog& log);

/// Writes the 3D poses of the sequence that the --viz options name to --viz-export: float32 (T, J,
/// 3), camera space, metres; with a trajectory model and without ground truth they lie on the
/// root's path, else relative to the root.
void run_export(const RunOptions& options, const pose::Dataset& dataset, const RunModel& model);

}  // namespace posegrad::apps
