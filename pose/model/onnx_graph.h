#pragma once
#include "pose/formats/onnx.h"
#include "pose/model/temporal_model.h"

namespace posegrad::pose {

/// The model as ONNX computes it, in evaluation mode, batch norm folded into the convolutions: of
/// any number of sequences and frames,
///   keypoints (batch, frames, joints_in, features)
///     -> poses (batch, frames - receptive_field + 1, joints_out, 3);
/// nothing is padded. A model of the root's `path` (nullptr: none) takes the same input and gives
/// trajectory (batch, as many frames, 1, 3). Texts about it are the caller's. Throws ValueError when
/// the two differ in input or receptive field.
formats::OnnxModel onnx_graph(const TemporalModel& poses, const TemporalModel* path);

}  // namespace posegrad::pose
