#pragma once
#include "autograd/variable.h"
#include "tensor/kernels/matmul.h"

namespace posegrad {

/// Matrix product:  y[m,n] = sum_k op(a)[m,k] op(b)[k,n], where op transposes if its option says
/// so. Shapes: op(a) (M, K), op(b) (K, N) -> y (M, N). Throws ShapeError unless both are matrices
/// whose K agree.
Variable matmul(const Variable& a, const Variable& b, MatmulOptions options = {});

}  // namespace posegrad
