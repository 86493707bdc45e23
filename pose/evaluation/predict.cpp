#include "pose/evaluation/predict.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "autograd/variable.h"
#include "pose/data/chunks.h"
#include "pose/evaluation/predict_on_gpu.h"
#include "pose/model/inference_model.h"
#include "tensor/call_site.h"
#include "tensor/kernels/merge_mirrored.h"

namespace posegrad::pose {
namespace {

// Frames that go through the model at once: enough for the matrix product, and 16 MiB an activation
// of 1024 channels.
constexpr Index kBlock = 4096;

/// Sends stretches of padded inputs through a model, as many at a time as make a block.
class BlockRunner {
 public:
  /// `flushed` is told the output frames that are complete, mirrored ones included.
  BlockRunner(const TemporalModel& model, const char* name, const MirrorPairs& output_pairs,
              std::function<void(Index)> flushed)
      : model_(model), name_(name), flushed_(std::move(flushed)) {
    if (fast_evaluation()) fast_.emplace(model);
    const std::vector<Index> swap = output_pairs.permutation(model.options().joints_out);
    swap_ = Tensor::from<Index>({model.options().joints_out}, std::span<const Index>(swap));
  }

  /// input (1, T + context, K, F), or (2, ...) where the second is the mirrored one; poses (T, J,
  /// 3), which are complete after flush() only.
  void add(const Tensor& input, const Tensor& poses) {
    const Index T = poses.dim(0), J = poses.dim(1), copies = input.dim(0);
    const Tensor output =
        copies == 1 ? poses.reshape({1, T, J, 3}) : Tensor::empty({copies, T, J, 3});
    for (Index n = 0; n < copies; ++n) {
      const Tensor frames = row(input, n), out = row(output, n);
      for (Index begin = 0; begin < T; begin += kBlock) {
        const Index end = std::min(begin + kBlock, T);
        inputs_.push_back(frames.rows(begin, end + model_.receptive_field() - 1));
        outputs_.push_back(out.rows(begin, end));
        waiting_ += end - begin;
        if (n == 1 && end == T) pairs_.push_back({output, poses});
        if (waiting_ >= kBlock) flush();
      }
    }
  }

  void flush() {
    if (inputs_.empty()) return;
    const CallScope scope("evaluation");
    const CallScope which(name_);
    if (fast_) {
      const std::vector<Tensor> poses = fast_->forward(inputs_);
      for (std::size_t i = 0; i < poses.size(); ++i) outputs_[i].copy_from(poses[i]);
    } else {
      for (std::size_t i = 0; i < inputs_.size(); ++i) {
        const Shape& shape = inputs_[i].shape();
        const Variable input(inputs_[i].reshape({1, shape[0], shape[1], shape[2]}));
        outputs_[i].copy_from(model_.forward(input, {}).value().reshape(outputs_[i].shape()));
      }
    }
    for (const auto& [both, poses] : pairs_)
      kernels::merge_mirrored(row(both, 0), row(both, 1), swap_, poses);
    inputs_.clear();
    outputs_.clear();
    pairs_.clear();
    done_ += std::exchange(waiting_, 0);
    flushed_(done_);
  }

 private:
  struct Pair {
    Tensor both;   // (2, T, J, 3): what the model says of a sequence and of the mirrored one
    Tensor poses;  // (T, J, 3): where the mean goes
  };

  // Sample n of x (N, L, A, B) as (L, A, B); shares storage.
  static Tensor row(const Tensor& x, Index n) {
    return x.rows(n, n + 1).reshape({x.dim(1), x.dim(2), x.dim(3)});
  }

  const TemporalModel& model_;
  const char* name_;
  std::optional<InferenceModel> fast_;
  std::vector<Tensor> inputs_, outputs_;
  std::vector<Pair> pairs_;  // complete with the next flush
  Tensor swap_;
  std::function<void(Index)> flushed_;
  Index waiting_ = 0, done_ = 0;  // output frames
};

Tensor run_model(const char* name, const TemporalModel& model,
                 const std::vector<Sequence>& sequences, const Mirroring& mirroring,
                 const MirrorPairs& output_pairs, bool mirror, const EvaluationProgress& progress) {
  const Mirroring pairs = mirror ? Mirroring{mirroring.keypoints, output_pairs} : Mirroring{};
  if (model.shrink().weight().value().device() == Device::cuda)
    return predict_on_gpu(name, model, sequences, pairs, mirror, gpu_block_rows(model.options()),
                          progress);
  const NoGrad no_grad;
  const Index padding = model.padding(), shift = model.options().causal ? padding : 0;
  const Index all = total_frames(sequences);
  BlockRunner runner(model, name, pairs.joints, [&](Index frames) {
    if (progress) progress(mirror ? frames / 2 : frames, all);
  });
  Tensor poses = Tensor::empty({all, model.options().joints_out, 3});
  Index begin = 0;
  for (const Sequence& sequence : sequences) {
    const Index T = sequence.frames();
    if (T == 0) continue;  // there is no edge frame to pad it with
    runner.add(whole_sequence(sequence, pairs.keypoints, padding, shift, mirror),
               poses.rows(begin, begin + T));
    begin += T;
  }
  runner.flush();
  return poses;
}

// Poses of each sequence, in host memory.
std::vector<Tensor> split(const Tensor& joined, const std::vector<Sequence>& sequences) {
  const Tensor on_host = joined.to(Device::cpu);
  std::vector<Tensor> poses;
  Index begin = 0;
  for (const Sequence& sequence : sequences) {
    poses.push_back(on_host.rows(begin, begin + sequence.frames()));
    begin += sequence.frames();
  }
  return poses;
}

}  // namespace

Tensor predict_joined(const TemporalModel& model, const std::vector<Sequence>& sequences,
                      const Mirroring& mirroring, bool mirror, const EvaluationProgress& progress) {
  return run_model("model_pos", model, sequences, mirroring, mirroring.joints, mirror, progress);
}

std::vector<Tensor> predict(const TemporalModel& model, const std::vector<Sequence>& sequences,
                            const Mirroring& mirroring, bool mirror,
                            const EvaluationProgress& progress) {
  return split(predict_joined(model, sequences, mirroring, mirror, progress), sequences);
}

Tensor predict(const TemporalModel& model, const Sequence& sequence, const Mirroring& mirroring,
               bool mirror, const EvaluationProgress& progress) {
  return predict(model, std::vector{sequence}, mirroring, mirror, progress).front();
}

std::vector<Tensor> predict_trajectories(const TemporalModel& model,
                                         const std::vector<Sequence>& sequences,
                                         const Mirroring& mirroring, bool mirror,
                                         const EvaluationProgress& progress) {
  return split(run_model("model_traj", model, sequences, mirroring, {}, mirror, progress),
               sequences);
}

Tensor predict_trajectory(const TemporalModel& model, const Sequence& sequence,
                          const Mirroring& mirroring, bool mirror,
                          const EvaluationProgress& progress) {
  return predict_trajectories(model, {sequence}, mirroring, mirror, progress).front();
}

void add_path(const Tensor& poses, const Tensor& path) {
  const std::span<float> numbers = poses.cpu_span<float>();
  const auto root = path.cpu_view<float>();
  const auto per_frame = static_cast<std::size_t>(poses.dim(1) * 3);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] += root[i / per_frame * 3 + i % 3];
}

}  // namespace posegrad::pose
