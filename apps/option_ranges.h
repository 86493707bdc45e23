#pragma once
#include <span>

#include "apps/usage_error.h"
#include "tensor/index.h"

namespace posegrad::apps {

/// Throws UsageError, naming the option, unless least <= value <= most.
void check_range(const char* option, Index value, Index least, Index most);

/// Throws UsageError unless there are filter widths, all odd, whose product is at most `most`.
void check_widths(const char* option, std::span<const Index> widths, Index most);

}  // namespace posegrad::apps
