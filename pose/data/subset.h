#pragma once
#include "tensor/dtype.h"

namespace posegrad::pose {

/// Frames start, start + step, ... below stop.
struct FrameRange {
  Index start = 0;
  Index stop = 0;
  Index step = 1;
};

/// The frames of a sequence of `frames` that training uses.
/// fraction >= 1: every `downsample`-th frame. Below 1: one piece of n = round(frames // downsample
/// * fraction) * downsample frames (half to even), of which every `downsample`-th; it begins where
/// a hash of `frames` says, so that every run takes the same piece. n may be 0. Throws ValueError
/// for a fraction that is not above 0, a downsample below 1 or negative frames.
FrameRange subset_frames(Index frames, double fraction, Index downsample);

}  // namespace posegrad::pose
