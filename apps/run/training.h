#pragma once
#include <vector>

#include "apps/console/json_log.h"
#include "apps/run/model.h"
#include "apps/run/options.h"
#include "apps/run/training_parts.h"
#include "pose/data/dataset.h"

namespace posegrad::apps {

/// Trains the model, supervised or semi-supervised, or goes on from its checkpoint: progress,
/// console lines, log, checkpoints. Interrupted it writes interrupted.bin and says how to resume.
/// Throws IoError before the first step when the checkpoint folder cannot be written to.
TrainingOutcome run_training(const RunOptions& options, const pose::Dataset& dataset,
                             const RunModel& model, const std::vector<pose::Sequence>& test,
                             JsonLog& log);

}  // namespace posegrad::apps
