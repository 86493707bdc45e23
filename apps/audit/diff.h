#pragma once
#include <span>
#include <string>

#include "tensor/index.h"

namespace posegrad::apps {

/// `posegrad audit diff A.json B.json`: where two audited runs part, and how the difference grows
/// from there to the reported figures; tables have at most `rows` rows. Returns the exit code: 1
/// when they differ by more than rounding. Throws UsageError, IoError, DataError.
int audit_diff(std::span<const std::string> files, Index rows);

}  // namespace posegrad::apps
