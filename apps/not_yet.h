#pragma once
#include "apps/run_options.h"

namespace posegrad::apps {

/// Refuses options of the reference whose feature this version does not have.
/// Throws UsageError naming the option.
void refuse_not_yet(const RunOptions& options);

}  // namespace posegrad::apps
