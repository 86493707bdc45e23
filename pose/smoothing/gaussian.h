#pragma once
#include "tensor/tensor.h"

namespace posegrad::pose {

/// A low-pass that looks as far ahead as back.
struct Gaussian {
  double seconds = 0.03;  // standard deviation

  bool operator==(const Gaussian&) const = default;
};

/// Motion (T, J, C) f32 after a low-pass over time: the mean of the frames around each, weighted by
/// a Gaussian of this standard deviation in frames; edge frames repeat. Below 0.1 frames the motion
/// stays as it is. Runs of finite frames are filtered on their own. A person moves below about 6
/// Hz, a detector's errors do not: 0.03 s takes nine tenths of the jitter and less than 1 mm of the
/// motion (docs/default_model.md). Throws as filter_runs.
Tensor gaussian_filter(const Tensor& motion, double frames);

}  // namespace posegrad::pose
