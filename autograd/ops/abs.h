#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// y = |x|; the gradient at 0 is 0.
Variable abs(const Variable& x);

}  // namespace posegrad
