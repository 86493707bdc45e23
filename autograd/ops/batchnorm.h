#pragma once
#include "autograd/variable.h"
#include "tensor/kernels/batchnorm.h"

namespace posegrad {

/// Batch normalisation with the batch's own statistics:  y = gamma (x - mean) / sqrt(var + eps) +
/// beta Shapes: x (..., C), gamma, beta (C) -> y like x. mean and (biased) var are over all axes
/// but the last, and gradients flow through them; when `stats` is given they are stored there.
/// Throws ShapeError when a channel count differs, ValueError when x holds no rows.  Source:
/// arXiv:1502.03167.
Variable batchnorm(const Variable& x, const Variable& gamma, const Variable& beta, double eps,
                   kernels::BatchStats* stats = nullptr);

/// The same with given statistics, which are constants: evaluation mode.
Variable batchnorm_with(const Variable& x, const Variable& gamma, const Variable& beta, double eps,
                        const kernels::BatchStats& stats);

}  // namespace posegrad
