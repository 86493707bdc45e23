#include "pose/evaluation/predict_on_gpu.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "pose/data/collect.h"
#include "pose/model/inference_model.h"
#include "tensor/call_site.h"
#include "tensor/error.h"
#include "tensor/kernels/mirror.h"

namespace posegrad::pose {
namespace {

// Frames of a window. A stretch of frames is made of several, because windows of one call have one
// length; the last one may reach beyond the stretch.
constexpr Index kTile = 16;
constexpr Index kNumbersPerWindow = sizeof(kernels::FrameWindow) / sizeof(Index);

/// Neighbouring output frames of a sequence that go through the model together.
struct Stretch {
  std::size_t sequence;
  Index begin, frames;  // of the output, in the sequence
  Index row;            // of the block's input, where its window begins
};

struct Block {
  std::vector<Stretch> stretches;
  Index rows = 0;  // whole tiles
};

// `context`: input frames more than output frames.
std::vector<Block> blocks_of(const std::vector<Sequence>& sequences, Index context, Index rows) {
  const Index least = context + 1;  // output frames that are worth a context of their own
  std::vector<Block> blocks;
  for (std::size_t s = 0; s < sequences.size(); ++s)
    for (Index begin = 0, T = sequences[s].frames(); begin < T;) {
      if (blocks.empty()) blocks.emplace_back();
      const Index room = rows - blocks.back().rows - context;
      if (room < std::min(T - begin, least)) {
        blocks.emplace_back();
        continue;
      }
      Block& block = blocks.back();
      const Index frames = std::min(T - begin, room);
      block.stretches.push_back({s, begin, frames, block.rows});
      block.rows += (frames + context + kTile - 1) / kTile * kTile;
      begin += frames;
    }
  return blocks;
}

/// Sequences one after the other on the GPU.
class Frames {
 public:
  Frames(const std::vector<Sequence>& sequences, const TemporalModelOptions& options) {
    const Index K = options.joints_in, F = options.features;
    first_.push_back(0);
    for (const Sequence& s : sequences) {
      const Shape wanted{s.frames(), K, F};
      if (!(s.keypoints.shape() == wanted))
        throw ShapeError(fmt::format("evaluation: keypoints have shape {}; the model takes {}",
                                     s.keypoints.shape().to_string(), wanted.to_string()));
      first_.push_back(first_.back() + s.frames());
    }
    keypoints_ = Tensor::empty({first_.back(), K, F}, DType::f32, Device::cuda);
    for (std::size_t s = 0; s < sequences.size(); ++s)
      keypoints_.rows(first_[s], first_[s + 1]).copy_from(sequences[s].keypoints);
  }

  Index first(std::size_t sequence) const { return first_[sequence]; }
  Index count() const { return first_.back(); }
  const Tensor& keypoints() const { return keypoints_; }

  /// The windows of a block, `before` frames earlier than its output: first all plain ones, then,
  /// with `mirror`, all mirrored ones.
  void add_windows(const Block& block, Index before, bool mirror, std::vector<Index>& out) const {
    for (Index mirrored = 0; mirrored < (mirror ? 2 : 1); ++mirrored)
      for (std::size_t i = 0; i < block.stretches.size(); ++i) {
        const Stretch& stretch = block.stretches[i];
        const Index end = i + 1 < block.stretches.size() ? block.stretches[i + 1].row : block.rows;
        const Index first = first_[stretch.sequence], last = first_[stretch.sequence + 1] - 1;
        for (Index row = stretch.row; row < end; row += kTile)
          out.insert(out.end(),
                     {first + stretch.begin - before + row - stretch.row, first, last, mirrored});
      }
  }

 private:
  std::vector<Index> first_;  // frame of each sequence, and where the last one ends
  Tensor keypoints_;          // (T, K, F)
};

Tensor indices(const std::vector<Index>& numbers, Shape shape) {
  return Tensor::from<Index>(shape, std::span<const Index>(numbers)).to(Device::cuda);
}

}  // namespace

Index gpu_block_rows(const TemporalModelOptions& options) {
  return (Index{256} << 20) / (static_cast<Index>(sizeof(float)) * options.channels);
}

Tensor predict_on_gpu(const char* name, const TemporalModel& model,
                      const std::vector<Sequence>& sequences, const Mirroring& pairs,
                      const PredictOptions& how, Index rows, const EvaluationProgress& progress) {
  const NoGrad no_grad;
  const TemporalModelOptions& options = model.options();
  const Index J = options.joints_out, context = model.receptive_field() - 1,
              copies = how.mirror ? 2 : 1;
  const Frames frames(sequences, options);
  Tensor poses = Tensor::empty({frames.count(), J, 3}, DType::f32, Device::cuda);
  const Index block_rows = std::max(rows / copies, 4 * model.receptive_field() + kTile);
  const std::vector<Block> blocks = blocks_of(sequences, context, block_rows / kTile * kTile);
  if (blocks.empty()) return poses;

  const Index before = model.padding() + (options.causal ? model.padding() : 0);
  std::vector<Index> numbers;
  for (const Block& block : blocks) frames.add_windows(block, before, how.mirror, numbers);
  const Tensor windows =
      indices(numbers, {static_cast<Index>(numbers.size()) / kNumbersPerWindow, kNumbersPerWindow});
  const Tensor keypoint_swap =
      indices(pairs.keypoints.permutation(options.joints_in), {options.joints_in});
  const Tensor joint_swap = indices(pairs.joints.permutation(J), {J});
  std::optional<InferenceModel> fast;
  if (how.fast) {
    const CallScope scope("evaluation");
    fast.emplace(model);
  }

  Index first_window = 0, done = 0;
  for (const Block& block : blocks) {
    const CallScope scope("evaluation");
    const CallScope which(name);
    const Index count = copies * block.rows / kTile, L = count * kTile;
    const Tensor x = kernels::gather_windows(
        frames.keypoints(), windows.rows(first_window, first_window + count), keypoint_swap, kTile);
    first_window += count;
    const Shape& s = x.shape();
    const Tensor y = fast ? fast->forward({x.reshape({L, s[2], s[3]})}).front()
                          : model.forward(Variable(x.reshape({1, L, s[2], s[3]})), {})
                                .value()
                                .reshape({L - context, J, 3});
    for (const Stretch& stretch : block.stretches) {
      const Index to = frames.first(stretch.sequence) + stretch.begin;
      const Tensor out = poses.rows(to, to + stretch.frames);
      const auto at = [&](Index row) { return y.rows(row, row + stretch.frames); };
      if (how.mirror)
        kernels::merge_mirrored(at(stretch.row), at(block.rows + stretch.row), joint_swap, out);
      else
        collect(at(stretch.row), out);
      done += stretch.frames;
    }
    if (progress) progress(done, frames.count());
  }
  return poses;
}

}  // namespace posegrad::pose
