#pragma once
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace posegrad::pose {

/// A low-pass that looks as far ahead as back: forwards, then backwards, so that nothing comes
/// late.
struct Butterworth {
  double cutoff = 6;  // Hz: where both passes together leave 1 / sqrt 2 of a sine
  int order = 4;      // of both passes together: 2, 4, 6 or 8

  bool operator==(const Butterworth&) const = default;
};

/// y_t = b0 x_t + b1 x_t-1 + b2 x_t-2 - a1 y_t-1 - a2 y_t-2: a factor of a filter. What is constant
/// passes as it is.
struct FilterSection {
  double b0, b1, b2, a1, a2;
};

/// One pass, of order n = order / 2, by the bilinear transform of
///   |H(f)|^2 = 1 / (1 + (tan(pi f / fps) / w)^2n),
///   w = tan(pi cutoff / fps) / (sqrt 2 - 1)^(1 / 2n),
/// so that two passes leave half of the power at the cutoff; programs that do not correct it so
/// (Sports2D) leave half at 0.80 of the cutoff, n = 2. Source: Winter, Biomechanics and Motor
/// Control of Human Movement. Throws ValueError for an order that
/// is none of these, and a cutoff that is not between 0 and half the frame rate, naming both.
std::vector<FilterSection> butterworth_pass(double fps, const Butterworth& options);

/// Frames that a run must have at least: the padding of each end, 3 (order / 2 + 1), and one.
Index shortest_run(const Butterworth& options);

/// Motion (T, J, C) f32 through butterworth_pass forwards and backwards. Before and after a run of
/// finite frames stand 3 (n + 1) frames that mirror it in its end (odd extension), and both passes
/// begin at rest there: the same numbers as SciPy's filtfilt of butter(n, ...). Runs shorter than
/// shortest_run stay as they are. Throws as filter_runs and butterworth_pass.
Tensor butterworth_filter(const Tensor& motion, double fps, const Butterworth& options = {});

}  // namespace posegrad::pose
