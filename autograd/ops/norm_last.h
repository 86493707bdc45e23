#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// Euclidean norm over the last axis:  y[r] = sqrt(sum_d x[r,d]^2).  x (..., D) -> y (...).
/// A row of zeros gets the gradient 0. Throws ShapeError for a tensor without axes.
Variable norm_last(const Variable& x);

}  // namespace posegrad
