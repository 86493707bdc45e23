#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// The same numbers, in the same memory, under another shape. Throws ShapeError if the number of
/// elements differs.
Variable reshape(const Variable& x, const Shape& shape);

}  // namespace posegrad
