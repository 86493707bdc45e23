#pragma once
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Motion (T, J, 3) in metres after a low-pass that uses past frames only, for live use. Each joint
/// follows x by  y += a (x - y),  a = 1 / (1 + fps / (2 pi c)),  with a cutoff c that grows with
/// its speed: what rests does not tremble, what is fast does not lag. Source: Casiez, Roussel,
/// Vogel, "1 Euro filter", CHI 2012.
Tensor followed(const Tensor& motion, double fps);

}  // namespace posegrad::pose
