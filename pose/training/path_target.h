#pragma once
#include "autograd/variable.h"

namespace posegrad::pose {

/// Where the root of labelled poses is, and how much that counts: far people are seen less
/// precisely. Source: arXiv:1811.11742, 3.2 (trajectory model).
struct PathTarget {
  Tensor path;    // (N, L, 1, 3): camera space, metres
  Tensor weight;  // (N, L, 1): 1 / depth

  /// Takes copies out of positions (N, L, J, 3), whose first joint is the root's path.
  explicit PathTarget(const Tensor& positions);

  /// Mean of weight * |predicted - path|; predicted (N, L, 1, 3).
  Variable loss(const Variable& predicted) const;
};

}  // namespace posegrad::pose
