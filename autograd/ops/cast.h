#pragma once
#include "autograd/variable.h"

namespace posegrad {

/// x in another number type: f32, f64 or bf16. x itself if it has that type already; its gradient
/// has x's type. Throws DTypeError for integers.
Variable cast(const Variable& x, DType dtype);

}  // namespace posegrad
