#pragma once
#include "tensor/tensor.h"

namespace posegrad::pose {

/// A low-pass of past frames only, for live use.
struct OneEuro {
  double cutoff = 3;   // Hz, at rest
  double growth = 10;  // Hz for each metre a second

  bool operator==(const OneEuro&) const = default;
};

/// Motion (T, J, C) f32 after a low-pass that uses past frames only. Each joint follows x by
///   y += a (x - y),  a = 1 / (1 + fps / (2 pi c)),
/// with a cutoff c that grows with its speed: what rests does not tremble, what is fast does not
/// lag. The speed itself passes a cutoff of 1 Hz. metres: length of the motion's unit. A run of
/// finite frames begins anew. Source: Casiez, Roussel, Vogel, "1 Euro filter", CHI 2012. Throws as
/// filter_runs; ValueError for a rate that is not positive.
Tensor one_euro_filter(const Tensor& motion, double fps, const OneEuro& options = {},
                       double metres = 1);

}  // namespace posegrad::pose
