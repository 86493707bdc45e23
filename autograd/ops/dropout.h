#pragma once
#include "autograd/variable.h"
#include "tensor/rng.h"

namespace posegrad {

/// Sets elements to 0 with probability p and divides the others by 1 - p. `key` alone decides
/// which: the same on every device and for any number of threads, and again in the gradient, so no
/// mask is kept. Throws ValueError unless 0 <= p <= 1.  Source: arXiv:1207.0580.
Variable dropout(const Variable& x, double p, RandomKey key, const Tensor& offset = {});

}  // namespace posegrad
