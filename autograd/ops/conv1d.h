#pragma once
#include "autograd/variable.h"
#include "tensor/kernels/conv1d.h"

namespace posegrad {

/// Temporal convolution without padding:  y[n,t,o] = sum_{k,i} w[o,k,i] x[n, t*stride + k*dilation,
/// i] Shapes: x (N, L, C_in), w (C_out, K, C_in) -> y (N, (L - window) / stride + 1, C_out), window
/// = (K-1)*dilation + 1. Throws ShapeError if C_in differs or the window is longer than L.  Source:
/// arXiv:1811.11742, section 3.
/// With x in bf16 (on a GPU) w may be f32: it is rounded to bf16 for the products, its gradient is
/// f32, and so is y if `result` says so.
Variable conv1d(const Variable& x, const Variable& w, Conv1dOptions options = {},
                std::optional<DType> result = {});

}  // namespace posegrad
