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

}  // namespace posegrad
