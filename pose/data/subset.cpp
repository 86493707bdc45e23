#include "pose/data/subset.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/data/numpy_random.h"
#include "tensor/error.h"

namespace posegrad::pose {

FrameRange subset_frames(Index frames, double fraction, Index downsample) {
  if (!(fraction > 0))
    throw ValueError(fmt::format("subset: the fraction is {}; it must be above 0", fraction));
  if (downsample < 1)
    throw ValueError(fmt::format("downsample: {}; it must be at least 1", downsample));
  if (frames < 0) throw ValueError(fmt::format("subset: a sequence of {} frames", frames));
  if (fraction >= 1) return {0, frames, downsample};
  const Index steps = frames / downsample;
  // nearbyint rounds half to even, as Python's round does.
  const Index length =
      static_cast<Index>(std::nearbyint(static_cast<double>(steps) * fraction)) * downsample;
  const Index start = deterministic_random(0, frames - length + 1, fmt::format("{}", frames));
  return {std::min(start, frames), std::min(start + length, frames), downsample};
}

}  // namespace posegrad::pose
