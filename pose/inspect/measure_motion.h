#pragma once
#include <vector>

#include "pose/detections/detections.h"

namespace posegrad::pose::inspection {

/// What does not look like motion in the surest person of each frame, whom wild takes. Frames are
/// numbers in the video, of the later frame of a pair; pairs are at most three frames apart. Sizes
/// are of the person: the longer side of the box around the points.
struct MotionNumbers {
  Index pairs = 0;
  /// Half of the points go further than half of the size a frame. (Who runs at 8 m/s before 25
  /// frames a second goes 0.2.)
  std::vector<Index> jumps;
  /// joint -> in how many of the other pairs of neighbours it alone goes further than 0.35 of the
  /// size. (A fist at 10 m/s: 0.23.)
  std::vector<Index> joint_jumps;
  /// The points of both arms, or of both legs, fit those of the other side better by half.
  std::vector<Index> arm_swaps, leg_swaps;
  Index repeated = 0;  // frames with the very numbers of the frame before
};

MotionNumbers measure_motion(const Detections& detections);

}  // namespace posegrad::pose::inspection
