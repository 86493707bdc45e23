#pragma once
#include "autograd/variable.h"
#include "tensor/kernels/reduce.h"

namespace posegrad {

/// Sum over all axes, shape (), or over `axes`, which stay as axes of size 1 if keepdim. Negative
/// axes count from the end. Throws ShapeError for an axis that x lacks or twice the same.
Variable sum(const Variable& x);
Variable sum(const Variable& x, const Axes& axes, bool keepdim = false);
/// The same divided by the number of summed elements. Throws ShapeError when there are none.
Variable mean(const Variable& x);
Variable mean(const Variable& x, const Axes& axes, bool keepdim = false);
/// Repeats x along missing axes and axes of size 1. Throws ShapeError when x's shape does not
/// broadcast to `shape`.
Variable broadcast_to(const Variable& x, const Shape& shape);

}  // namespace posegrad
