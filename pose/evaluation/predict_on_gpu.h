#pragma once
#include <vector>

#include "pose/data/sequences.h"
#include "pose/evaluation/predict.h"
#include "pose/evaluation/progress.h"
#include "pose/model/temporal_model.h"

namespace posegrad::pose {

/// What predict_joined does with a model on the GPU: the sequences are sent there once, and windows
/// of their frames, padded and mirrored by a kernel, go through the model as one long sequence;
/// what it says where the window crosses from a stretch of frames into the next is not used.
/// `pairs`: what mirroring swaps in the model's input and output. `rows`: input frames of a block,
/// mirrored ones included; more are taken where they are less than a few receptive fields.
Tensor predict_on_gpu(const char* name, const TemporalModel& model,
                      const std::vector<Sequence>& sequences, const Mirroring& pairs,
                      const PredictOptions& how, Index rows, const EvaluationProgress& progress);

/// Rows that make 256 MiB an activation: enough to fill any GPU in every layer, and its memory is
/// left for the rest.
Index gpu_block_rows(const TemporalModelOptions& options);

}  // namespace posegrad::pose
