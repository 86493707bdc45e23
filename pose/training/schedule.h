#pragma once
#include "tensor/dtype.h"

namespace posegrad::pose {

/// How learning rate and batch-norm momentum change from epoch to epoch.  Source:
/// arXiv:1811.11742, 4.3.
struct Schedule {
  double learning_rate_decay = 0.95;  // per epoch, multiplicative
  static constexpr double kFirstMomentum = 0.1, kLastMomentum = 0.001;

  /// Momentum after `epochs_done` of `epochs`:  0.1 exp(-epochs_done / epochs * ln(0.1 / 0.001))
  static double momentum(Index epochs_done, Index epochs);
};

}  // namespace posegrad::pose
