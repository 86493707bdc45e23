#pragma once
#include "autograd/variable.h"
#include "tensor/kernels/slice.h"

namespace posegrad {

/// Positions start, start + step, ... below stop along an axis (negative: from the end).
/// Throws ShapeError unless 0 <= start <= stop <= size of the axis, ValueError for a step below 1.
Variable slice(const Variable& x, int axis, SliceRange range);

/// a, then b, along an axis (negative: from the end). Throws ShapeError unless their other axes
/// agree.
Variable concat(const Variable& a, const Variable& b, int axis);

/// The given positions (P,) i64 along an axis (negative: from the end), in their order; one may
/// come again. x (..., L, ...) -> y (..., P, ...). Throws ValueError for a position outside [0, L),
/// ShapeError and DTypeError unless positions is one axis of i64.
Variable gather(const Variable& x, int axis, const Tensor& positions);

}  // namespace posegrad
