#pragma once
#include <string>
#include <vector>

#include "pose/model/temporal_model.h"
#include "tensor/shape.h"

namespace posegrad::pose {

/// A temporal model made fast for evaluation, on the device where its weights lie: batch norm is
/// folded into the convolutions, and sequences of any lengths go through as the rows of one matrix.
/// On the CPU width-3 convolutions run by Winograd's F(4,3). On a GPU, where wasted rows cost less
/// than more and smaller kernels, the rows are treated as one long sequence: those whose window
/// crosses from a sequence into the next mean nothing and are left out at the end. The poses differ
/// from TemporalModel's in evaluation mode by rounding only (below 1e-5 m, on a GPU in fp32). It
/// keeps copies of the weights: make a new one when they change.
class InferenceModel {
 public:
  explicit InferenceModel(const TemporalModel& model);

  /// (L_i, J, F) of any lengths, all with the context frames that the model takes ->
  /// (L_i - receptive_field + 1, J_out, 3) on the model's device, in the same order; they share one
  /// storage. Throws ShapeError as TemporalModel::forward.
  std::vector<Tensor> forward(const std::vector<Tensor>& sequences) const;

  const TemporalModelOptions& options() const noexcept { return options_; }

 private:
  struct Layer {
    std::string name;
    Tensor weight, bias;  // with the norm folded in
    Tensor winograd;      // the weights of winograd_conv1d; empty: a direct convolution
    Index dilation = 1;
    Index residual_start = 0;  // of the block that this layer ends

    Index window() const { return (weight.dim(1) - 1) * dilation + 1; }
  };

  bool on_gpu() const { return shrink_weight_.device() == Device::cuda; }
  Tensor stacked(const std::vector<Tensor>& sequences) const;
  Tensor run(Tensor x, Segments segments) const;
  Tensor convolve(const Tensor& x, const Layer& layer, const Segments& segments) const;
  Tensor shrink(const Tensor& x) const;

  TemporalModelOptions options_;
  Index receptive_field_;
  std::vector<Layer> layers_;  // expand, then wide and narrow of every block
  Tensor shrink_weight_, shrink_bias_;
};

}  // namespace posegrad::pose
