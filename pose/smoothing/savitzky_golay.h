#pragma once
#include "tensor/tensor.h"

namespace posegrad::pose {

/// A polynomial fitted to the frames around each; it looks as far ahead as back.
struct SavitzkyGolay {
  double window = 0.25;    // seconds, or frames
  bool in_frames = false;  // what `window` counts; then it is odd
  int order = 3;           // of the polynomial, below the window's frames

  bool operator==(const SavitzkyGolay&) const = default;
};

/// The window at this rate: the odd number of frames nearest to it.
Index window_frames(const SavitzkyGolay& options, double fps);

/// Motion (T, J, C) f32 of which each number is the value, in its frame, of the polynomial that
/// fits the window of frames around it best (least squares). The first and the last half window
/// take the polynomials of the first and the last whole one. The same numbers as SciPy's
/// savgol_filter with mode "interp". Runs of finite frames shorter than the window stay as they
/// are. window: frames, odd; 0 <= order < window. Throws as filter_runs; ValueError.
/// Source: Savitzky, Golay, Analytical Chemistry 36, 1964.
Tensor savitzky_golay_filter(const Tensor& motion, Index window, int order);

}  // namespace posegrad::pose
