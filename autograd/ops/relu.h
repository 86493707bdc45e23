#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// y = max(x, 0); the gradient at 0 is 0. A NaN stays a NaN.
Variable relu(const Variable& x);

}  // namespace posegrad
