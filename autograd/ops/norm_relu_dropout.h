#pragma once
#include "autograd/variable.h"
#include "tensor/kernels/norm_relu_dropout.h"

namespace posegrad {

struct NormReluDropoutOptions {
  double eps = 1e-5;
  double p = 0;  // of dropping a number
  RandomKey key = {};
  Tensor offset = {};         // added to the key's counter
  Index start = 0, step = 1;  // frames of the residual that are added: start, start + step, ...
};

/// One block end in one pass:  y = dropout(relu(batchnorm(x))) + residual[:, start::step, :]
/// Shapes: x (N, L, C), gamma, beta (C), residual (N, L_in, C) or empty -> y (N, L, C). By
/// definition the composition of the four ops with the same random key; it keeps x and nothing
/// else. The batch's statistics are stored in `stats`. Throws ShapeError when channels differ or
/// the residual has too few frames, ValueError when x holds no rows.
Variable norm_relu_dropout(const Variable& x, const Variable& gamma, const Variable& beta,
                           const Variable& residual, const NormReluDropoutOptions& options,
                           kernels::BatchStats* stats = nullptr);

}  // namespace posegrad
