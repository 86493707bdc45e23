#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// y = sqrt(x), NaN below 0; the gradient at 0 is infinite.
Variable sqrt(const Variable& x);

}  // namespace posegrad
