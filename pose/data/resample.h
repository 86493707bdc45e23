#pragma once
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Frames per second as a fraction, so that times are exact: 24000/1001, 25/1.
struct FrameRate {
  Index numerator = 0, denominator = 1;

  bool operator==(const FrameRate&) const = default;
};

inline double rate(FrameRate fraction) {
  return static_cast<double>(fraction.numerator) / static_cast<double>(fraction.denominator);
}

/// The fraction that a rate stands for. What is within 0.005 of a broadcast rate (23.976, 29.97,
/// 59.94...) is that rate, 24000/1001 and so on, however it was rounded; anything else is the
/// nearest fraction with a denominator up to 1001. Throws ValueError outside [0.01, 10000].
FrameRate frame_rate(double fps);

/// How many frames at rate `to` cover `frames` frames at rate `from`: ceil((frames - 1) to/from) +
/// 1, so that the first one stands on the first and the last one not before the last. 0 for 0.
/// Throws ValueError for a rate that is not positive and for a count beyond Index.
Index resampled_frames(Index frames, FrameRate from, FrameRate to);

/// Motion at another rate by linear interpolation in time; frame k of the result is at time k/to,
/// and what lies after the last frame repeats it. motion (T, J, C) f32 -> (frames, J, C).
///
/// There and back: resample(resample(m, a, b), b, a, T) has m's T frames. Where a frame's time is
/// one of the source's the numbers are the same bits (times are fractions, not doubles), so that
/// 25 -> 50 -> 25 gives the input back. A NaN spreads only to the frames between it and its
/// neighbours.
///
/// There is no low-pass filter on the way down: people move below about 10 Hz, which any rate of a
/// video holds; the model was trained on frames that were picked, not averaged; and a filter would
/// flatten fast movements and mix missing keypoints into found ones.
/// Throws ShapeError, DTypeError, ValueError as resampled_frames and for frames of no motion.
Tensor resample(const Tensor& motion, FrameRate from, FrameRate to, Index frames);
/// With as many frames as cover the motion.
Tensor resample(const Tensor& motion, FrameRate from, FrameRate to);

}  // namespace posegrad::pose
