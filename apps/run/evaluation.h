#pragma once
#include "apps/console/json_log.h"
#include "apps/run/model.h"
#include "apps/run/options.h"
#include "pose/data/dataset.h"

namespace posegrad::apps {

/// Prints all four errors per action and their averages, over all test subjects together or, with
/// --by-subject, one by one.
void run_evaluation(const RunOptions& options, const pose::Dataset& dataset, const RunModel& model,
                    JsonLog& log);

}  // namespace posegrad::apps
