#pragma once
#include "apps/run/options.h"

namespace posegrad::apps {

/// Values out of range and options that contradict each other, before any file is opened.
/// `table` is bound to `options`. Throws UsageError naming option, what was found and what was
/// expected.
void check_run_options(const RunOptions& options, const OptionTable& table);

}  // namespace posegrad::apps
