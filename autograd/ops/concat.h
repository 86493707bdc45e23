#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// a, then b, along an axis (negative: from the end). Throws ShapeError unless their other axes
/// agree.
Variable concat(const Variable& a, const Variable& b, int axis);

}  // namespace posegrad
