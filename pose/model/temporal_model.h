#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "nn/layers.h"
#include "nn/module.h"

namespace posegrad::pose {

/// Shape of a temporal model; everything but dropout is visible in the shapes of its weights, or
/// (causal) in none.
struct TemporalModelOptions {
  Index joints_in = 17, features = 2;  // per input frame: joints_in * features numbers
  Index joints_out = 17;
  std::vector<Index> widths = {3, 3, 3};  // odd
  Index channels = 1024;
  double dropout = 0.25;
  bool causal = false;  // only past frames
  bool dense = false;   // filters that span their whole window instead of dilated ones
};

/// How the same weights are applied.
/// dilated: any number of frames, L -> L - receptive_field + 1 (dense models too).
/// single_frame: every convolution's stride is its width; one receptive field -> one frame, without
/// computing the frames in between that nobody asked for.
enum class ModelForm { dilated, single_frame };

/// The temporal model of arXiv:1811.11742 (section 3): an expanding convolution, one residual block
/// per further width, a 1x1 convolution to joints_out * 3 numbers. No padding inside.
class TemporalModel final : public nn::Module {
 public:
  /// `first_counter`: of the random stream that the initial weights are drawn from; a second model
  /// of the same seed must start elsewhere. Throws ValueError for even or missing widths and sizes
  /// below 1.
  TemporalModel(TemporalModelOptions options, std::uint64_t seed, std::uint64_t first_counter = 0);

  /// x (N, L, J, F) -> (N, L_out, J_out, 3). Throws ShapeError for another J or F, or fewer frames
  /// than the receptive field; ValueError for the single-frame form of a dense model.
  Variable forward(const Variable& x, const nn::Pass& pass,
                   ModelForm form = ModelForm::dilated) const;

  /// Names and order as in the checkpoints of the original.
  void collect(const std::string& prefix, nn::State& state) const override;

  /// One convolution of the dilated form with the batch norm behind it, for code that runs them in
  /// another way.
  struct Layer {
    const std::string& name;  // of the convolution, as in checkpoints
    const nn::Conv1d& convolution;
    const nn::BatchNorm1d& norm;
    Index dilation;
    Index
        residual_start;  // of a narrow convolution: first frame of its block's input that is added
  };
  /// The expanding convolution, then the wide and the narrow one of every block.
  std::vector<Layer> layers() const;
  const nn::Conv1d& shrink() const noexcept { return shrink_; }

  const TemporalModelOptions& options() const noexcept { return options_; }
  /// Input frames that one output frame depends on: the product of the widths.
  Index receptive_field() const noexcept;
  /// Frames that a sequence is padded by on each side to keep its length; a causal model takes them
  /// all on the left.
  Index padding() const noexcept { return (receptive_field() - 1) / 2; }

 private:
  struct Block {
    std::string wide_name, narrow_name, wide_norm_name, narrow_norm_name;
    nn::Conv1d wide, narrow;
    nn::BatchNorm1d wide_norm, narrow_norm;
  };

  struct Residual {  // frames start, start + step, ... of `from`, or nothing
    Variable from;
    Index start = 0, step = 1;
  };
  Variable activate(const Variable& x, const nn::BatchNorm1d& norm, const std::string& name,
                    const nn::Pass& pass, const Residual& residual) const;

  TemporalModelOptions options_;
  nn::Conv1d expand_;
  nn::BatchNorm1d expand_norm_;
  std::vector<Block> blocks_;
  nn::Conv1d shrink_;
  nn::Dropout dropout_;
};

/// model.forward, its kernels called under `name` (tensor/call_site.h).
Variable forward_as(std::string_view name, const TemporalModel& model, const Variable& x,
                    const nn::Pass& pass, ModelForm form);

}  // namespace posegrad::pose
