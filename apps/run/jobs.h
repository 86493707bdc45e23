#pragma once
#include <vector>

#include "apps/console/json_log.h"
#include "apps/run/model.h"
#include "apps/run/options.h"
#include "apps/run/training_parts.h"
#include "pose/data/dataset.h"
#include "tensor/device.h"

namespace posegrad::apps {

// What `posegrad run` does with a data set and a model, in the files of these names.

/// Trains the model, supervised or semi-supervised, or goes on from its checkpoint: progress,
/// console lines, log, checkpoints. Interrupted it writes interrupted.bin and says how to resume.
/// Throws IoError before the first step when the checkpoint folder cannot be written to.
TrainingOutcome run_training(const RunOptions& options, const pose::Dataset& dataset,
                             const RunModel& model, const std::vector<pose::Sequence>& test,
                             JsonLog& log);

/// Prints all four errors per action and their averages, over all test subjects together or, with
/// --by-subject, one by one.
void run_evaluation(const RunOptions& options, const pose::Dataset& dataset, const RunModel& model,
                    JsonLog& log);

/// Reconstructs the sequence that the --viz options name. --viz-export: float32 (T, J, 3), camera
/// space, metres; with a trajectory model and without ground truth on the root's path, else
/// relative to the root. --viz-output: a picture, a player or a file of it in world space, by the
/// ending. False when Ctrl-C came.
bool run_render(const RunOptions& options, const pose::Dataset& dataset, const RunModel& model);

/// `posegrad run -d mocap_NAME`: trains a model on views that are made on the fly of motion
/// capture, or evaluates one. Returns false when Ctrl-C came.
bool run_views(const RunOptions& options, Device device);

}  // namespace posegrad::apps
