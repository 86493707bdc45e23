#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// The given positions (P,) i64 along an axis (negative: from the end), in their order; one may
/// come again. x (..., L, ...) -> y (..., P, ...). Throws ValueError for a position outside [0, L),
/// ShapeError and DTypeError unless positions is one axis of i64.
Variable gather(const Variable& x, int axis, const Tensor& positions);

}  // namespace posegrad
