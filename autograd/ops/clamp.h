#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// y = min(max(x, low), high); the gradient passes at the bounds and stops outside.
/// Throws ValueError unless low <= high.
Variable clamp(const Variable& x, double low, double high);

}  // namespace posegrad
