#pragma once
#include <vector>

#include "pose/data/synth/random.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/tensor.h"

namespace posegrad::pose::synth {

/// How far a made-up detector errs.
struct DetectorErrors {
  double jitter = 4;  // pixels for an average joint, standard deviation; drifts from frame to frame
  double outlier_rate = 0.0015;  // per joint and frame: a run of frames somewhere else
  double swap_rate = 0.0015;  // per limb pair and frame: left and right exchanged for some frames
  double miss_rate = 0.002;   // per joint and frame: not found for some frames
};

/// What a 2D detector might make of exact keypoints: jitter that is correlated in time and larger
/// at the ends of the limbs, and now and then an outlier or a left-right swap of arms or legs.
/// exact (T, K, 2) f32, pixels -> the same. K must be the layout's; throws ShapeError.
Tensor detect(const Tensor& exact, const KeypointLayout& layout, const DetectorErrors& errors,
              Random& random);

/// The same with scores, and with joints that are not found: x = y = score = 0. visible (T, K) f32
/// in 0..1 lowers scores and raises errors of joints that the camera hardly sees. -> (T, K, 3) f32.
/// Throws ShapeError.
Tensor detect_scored(const Tensor& exact, const Tensor& visible, const KeypointLayout& layout,
                     Index width, Index height, const DetectorErrors& errors, Random& random);

}  // namespace posegrad::pose::synth
