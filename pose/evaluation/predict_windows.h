#pragma once
#include "pose/data/sequences.h"
#include "pose/model/temporal_model.h"

namespace posegrad::pose {

/// Poses of windows of frames, each as long as the model's receptive field: (N, L, K, F) ->
/// (N, J, 3), in evaluation mode by the single-frame form. The windows may lie in host memory; the
/// poses lie where the model's weights do. Throws ShapeError for another L.
Tensor predict_windows(const TemporalModel& model, const Tensor& windows);

/// The mean of the prediction and of the mirrored prediction of the mirrored windows.
Tensor predict_windows_mirrored(const TemporalModel& model, const Tensor& windows,
                                const Mirroring& mirroring);

}  // namespace posegrad::pose
