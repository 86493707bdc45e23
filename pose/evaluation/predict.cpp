#include "pose/evaluation/predict.h"

#include <algorithm>
#include <deque>
#include <optional>
#include <utility>

#include "autograd/variable.h"
#include "pose/data/chunks.h"
#include "pose/data/collect.h"
#include "pose/evaluation/predict_on_gpu.h"
#include "pose/model/inference_model.h"
#include "tensor/call_site.h"
#include "tensor/kernels/mirror.h"

namespace posegrad::pose {
namespace {

// Frames that go through the model at once: enough for the matrix product, and 16 MiB an activation
// of 1024 channels.
constexpr Index kBlock = 4096;

Tensor indices(const std::vector<Index>& numbers) {
  return Tensor::from<Index>({std::ssize(numbers)}, std::span<const Index>(numbers));
}

/// Sends sequences through a model, padded, in stretches, of which as many go at a time as make a
/// block.
class BlockRunner {
 public:
  /// `pairs`: what mirroring swaps in the model's input and output. `flushed` is told the output
  /// frames that are complete, mirrored ones included.
  BlockRunner(const TemporalModel& model, const char* name, const Mirroring& pairs,
              const PredictOptions& options, std::function<void(Index)> flushed)
      : model_(model),
        name_(name),
        pairs_(pairs),
        mirror_(options.mirror),
        flushed_(std::move(flushed)) {
    const CallScope scope("evaluation");
    if (options.fast) fast_.emplace(model);
    joint_swap_ = indices(pairs.joints.permutation(model.options().joints_out));
  }

  /// keypoints (T, K, F) -> poses (T, J, 3), which are complete after flush() only.
  void add(const Tensor& keypoints, const Tensor& poses) {
    const Index T = poses.dim(0), K = keypoints.dim(1);
    const Tensor swap = indices(pairs_.keypoints.permutation(K));
    for (const bool mirrored : {false, true}) {
      if (mirrored && !mirror_) break;
      for (Index begin = 0; begin < T; begin += kBlock) {
        const Index end = std::min(begin + kBlock, T);
        stretches_.push_back({keypoints, swap, begin, mirrored, poses.rows(begin, end)});
        waiting_ += end - begin;
        if (waiting_ >= kBlock) flush();
      }
    }
  }

  void flush() {
    if (stretches_.empty()) return;
    const CallScope scope("evaluation");
    const CallScope which(name_);
    const std::vector<Tensor> outputs = forward();
    for (std::size_t i = 0; i < outputs.size(); ++i) keep(outputs[i], stretches_[i]);
    stretches_.clear();
    done_ += std::exchange(waiting_, 0);
    flushed_(done_);
  }

 private:
  /// Neighbouring frames of a sequence that go through the model together.
  struct Stretch {
    Tensor keypoints, swap;  // of the whole sequence
    Index begin;
    bool mirrored;
    Tensor poses;  // where what the model says belongs
  };

  // (1, frames + context, K, F): frames beyond the ends of the sequence repeat these.
  Tensor padded(const Stretch& stretch) const {
    const Index padding = model_.padding(), shift = model_.options().causal ? padding : 0;
    const Tensor window =
        Tensor::from<Index>({1, 4}, {stretch.begin - padding - shift, 0,
                                     stretch.keypoints.dim(0) - 1, stretch.mirrored ? 1 : 0});
    return kernels::gather_windows(stretch.keypoints, window, stretch.swap,
                                   stretch.poses.dim(0) + 2 * padding);
  }

  // The first sample of x (1, L, A, B) as (L, A, B); shares storage.
  static Tensor only(const Tensor& x) { return x.reshape({x.dim(1), x.dim(2), x.dim(3)}); }

  std::vector<Tensor> forward() const {
    std::vector<Tensor> inputs, outputs;
    for (const Stretch& stretch : stretches_) inputs.push_back(padded(stretch));
    if (!fast_) {
      for (const Tensor& input : inputs)
        outputs.push_back(only(model_.forward(Variable(input), {}).value()));
      return outputs;
    }
    for (Tensor& input : inputs) input = only(input);
    return fast_->forward(inputs);
  }

  // The plain stretches of a sequence come before the mirrored ones, in the same order.
  void keep(const Tensor& output, const Stretch& stretch) {
    if (!mirror_) return collect(output, stretch.poses);
    if (!stretch.mirrored) return plain_.push_back(output);
    kernels::merge_mirrored(plain_.front(), output, joint_swap_, stretch.poses);
    plain_.pop_front();
  }

  const TemporalModel& model_;
  const char* name_;
  Mirroring pairs_;
  bool mirror_;
  std::optional<InferenceModel> fast_;
  std::vector<Stretch> stretches_;
  std::deque<Tensor> plain_;  // what the model said of stretches whose mirrored ones wait
  Tensor joint_swap_;
  std::function<void(Index)> flushed_;
  Index waiting_ = 0, done_ = 0;  // output frames
};

Tensor run_model(const char* name, const TemporalModel& model,
                 const std::vector<Sequence>& sequences, const Mirroring& mirroring,
                 const MirrorPairs& output_pairs, const PredictOptions& options,
                 const EvaluationProgress& progress) {
  const Mirroring pairs =
      options.mirror ? Mirroring{mirroring.keypoints, output_pairs} : Mirroring{};
  if (model.shrink().weight().value().device() == Device::cuda)
    return predict_on_gpu(name, model, sequences, pairs, options, gpu_block_rows(model.options()),
                          progress);
  const NoGrad no_grad;
  const Index all = total_frames(sequences);
  BlockRunner runner(model, name, pairs, options, [&](Index frames) {
    if (progress) progress(options.mirror ? frames / 2 : frames, all);
  });
  Tensor poses = Tensor::empty({all, model.options().joints_out, 3});
  Index begin = 0;
  for (const Sequence& sequence : sequences) {
    const Index T = sequence.frames();
    if (T == 0) continue;  // there is no edge frame to pad it with
    runner.add(sequence.keypoints, poses.rows(begin, begin + T));
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
                      const Mirroring& mirroring, const PredictOptions& options,
                      const EvaluationProgress& progress) {
  return run_model("model_pos", model, sequences, mirroring, mirroring.joints, options, progress);
}

std::vector<Tensor> predict(const TemporalModel& model, const std::vector<Sequence>& sequences,
                            const Mirroring& mirroring, const PredictOptions& options,
                            const EvaluationProgress& progress) {
  return split(predict_joined(model, sequences, mirroring, options, progress), sequences);
}

Tensor predict(const TemporalModel& model, const Sequence& sequence, const Mirroring& mirroring,
               const PredictOptions& options, const EvaluationProgress& progress) {
  return predict(model, std::vector{sequence}, mirroring, options, progress).front();
}

std::vector<Tensor> predict_trajectories(const TemporalModel& model,
                                         const std::vector<Sequence>& sequences,
                                         const Mirroring& mirroring, const PredictOptions& options,
                                         const EvaluationProgress& progress) {
  return split(run_model("model_traj", model, sequences, mirroring, {}, options, progress),
               sequences);
}

Tensor predict_trajectory(const TemporalModel& model, const Sequence& sequence,
                          const Mirroring& mirroring, const PredictOptions& options,
                          const EvaluationProgress& progress) {
  return predict_trajectories(model, {sequence}, mirroring, options, progress).front();
}

void add_path(const Tensor& poses, const Tensor& path) {
  const std::span<float> numbers = poses.cpu_span<float>();
  const auto root = path.cpu_view<float>();
  const auto per_frame = static_cast<std::size_t>(poses.dim(1) * 3);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] += root[i / per_frame * 3 + i % 3];
}

}  // namespace posegrad::pose
