#pragma once
#include "apps/run/options.h"

namespace posegrad::apps {

/// Trains, resumes, evaluates or exports as the checked options say. Returns the exit code.
int run_command(const RunOptions& options);

}  // namespace posegrad::apps
