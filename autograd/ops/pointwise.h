#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// y = max(x, 0); the gradient at 0 is 0. A NaN stays a NaN.
Variable relu(const Variable& x);
/// y = |x|; the gradient at 0 is 0.
Variable abs(const Variable& x);
/// y = sqrt(x), NaN below 0; the gradient at 0 is infinite.
Variable sqrt(const Variable& x);
/// y = min(max(x, low), high); the gradient passes at the bounds and stops outside.
/// Throws ValueError unless low <= high.
Variable clamp(const Variable& x, double low, double high);
/// y = scale x + shift
Variable affine(const Variable& x, double scale, double shift = 0);
/// x in another number type: f32, f64 or bf16. x itself if it has that type already; its gradient
/// has x's type. Throws DTypeError for integers.
Variable cast(const Variable& x, DType dtype);

}  // namespace posegrad
