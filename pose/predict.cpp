#include "pose/predict.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "autograd/variable.h"
#include "pose/data/chunks.h"
#include "pose/model/inference_model.h"
#include "tensor/call_site.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

bool fast_by_inference_model = true;

// Frames that go through the model at once: enough for the matrix product, and 16 MiB an activation
// of 1024 channels.
constexpr Index kBlock = 4096;

// rows (2, T, J, 3): the second is the prediction for the mirrored input. Mirrors it back and takes
// the mean.
Tensor merge_mirrored(const Tensor& rows, const std::vector<Index>& swap) {
  const Index T = rows.dim(1), J = rows.dim(2);
  Tensor merged = Tensor::empty({T, J, 3});
  const float* const plain = rows.cpu_view<float>().data();
  const float* const mirrored = plain + T * J * 3;
  float* out = merged.data<float>();
  for (Index t = 0; t < T; ++t)
    for (Index j = 0; j < J; ++j, out += 3) {
      const float* const a = plain + (t * J + j) * 3;
      const float* const b = mirrored + (t * J + swap[static_cast<std::size_t>(j)]) * 3;
      out[0] = (a[0] - b[0]) / 2;
      out[1] = (a[1] + b[1]) / 2;
      out[2] = (a[2] + b[2]) / 2;
    }
  return merged;
}

/// Sends stretches of padded inputs through a model, as many at a time as make a block.
class BlockRunner {
 public:
  /// `flushed` is told the output frames that are complete, mirrored ones included.
  BlockRunner(const TemporalModel& model, const char* name, std::function<void(Index)> flushed)
      : model_(model), name_(name), flushed_(std::move(flushed)) {
    if (fast_evaluation()) fast_.emplace(model);
  }

  /// input (N, T + context, K, F), output (N, T, J, 3). The output is complete after flush() only.
  void add(const Tensor& input, const Tensor& output) {
    const Index context = model_.receptive_field() - 1, T = output.dim(1);
    for (Index n = 0; n < input.dim(0); ++n) {
      const Tensor frames = row(input, n), poses = row(output, n);
      for (Index begin = 0; begin < T; begin += kBlock) {
        const Index end = std::min(begin + kBlock, T);
        inputs_.push_back(frames.rows(begin, end + context));
        outputs_.push_back(poses.rows(begin, end));
        waiting_ += end - begin;
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
      for (std::size_t i = 0; i < poses.size(); ++i) copy(poses[i], outputs_[i]);
    } else {
      for (std::size_t i = 0; i < inputs_.size(); ++i) {
        const Shape& shape = inputs_[i].shape();
        const Variable input(inputs_[i].reshape({1, shape[0], shape[1], shape[2]}));
        copy(model_.forward(input, {}).value(), outputs_[i]);
      }
    }
    inputs_.clear();
    outputs_.clear();
    done_ += std::exchange(waiting_, 0);
    flushed_(done_);
  }

 private:
  // Sample n of x (N, L, A, B) as (L, A, B); shares storage.
  static Tensor row(const Tensor& x, Index n) {
    return x.rows(n, n + 1).reshape({x.dim(1), x.dim(2), x.dim(3)});
  }
  static void copy(const Tensor& from, const Tensor& to) {
    std::copy_n(from.data<float>(), to.numel(), to.data<float>());
  }

  const TemporalModel& model_;
  const char* name_;
  std::optional<InferenceModel> fast_;
  std::vector<Tensor> inputs_, outputs_;
  std::function<void(Index)> flushed_;
  Index waiting_ = 0, done_ = 0;  // output frames
};

std::vector<Tensor> run_model(const char* name, const TemporalModel& model,
                              const std::vector<Sequence>& sequences, const Mirroring& mirroring,
                              const MirrorPairs& output_pairs, bool mirror,
                              const EvaluationProgress& progress) {
  const NoGrad no_grad;
  const Index padding = model.padding(), shift = model.options().causal ? padding : 0;
  const Index J = model.options().joints_out, all = total_frames(sequences);
  BlockRunner runner(model, name, [&](Index frames) {
    if (progress) progress(mirror ? frames / 2 : frames, all);
  });
  std::vector<Tensor> rows;
  for (const Sequence& sequence : sequences) {
    rows.push_back(Tensor::empty({mirror ? 2 : 1, sequence.frames(), J, 3}));
    if (sequence.frames() == 0) continue;  // there is no edge frame to pad it with
    runner.add(whole_sequence(sequence, mirroring.keypoints, padding, shift, mirror), rows.back());
  }
  runner.flush();
  std::vector<Tensor> poses;
  for (const Tensor& output : rows)
    poses.push_back(mirror ? merge_mirrored(output, output_pairs.permutation(J))
                           : output.reshape({output.dim(1), J, 3}));
  return poses;
}

}  // namespace

std::vector<Tensor> predict(const TemporalModel& model, const std::vector<Sequence>& sequences,
                            const Mirroring& mirroring, bool mirror,
                            const EvaluationProgress& progress) {
  return run_model("model_pos", model, sequences, mirroring, mirroring.joints, mirror, progress);
}

Tensor predict(const TemporalModel& model, const Sequence& sequence, const Mirroring& mirroring,
               bool mirror, const EvaluationProgress& progress) {
  return predict(model, std::vector{sequence}, mirroring, mirror, progress).front();
}

std::vector<Tensor> predict_trajectories(const TemporalModel& model,
                                         const std::vector<Sequence>& sequences,
                                         const Mirroring& mirroring, bool mirror,
                                         const EvaluationProgress& progress) {
  return run_model("model_traj", model, sequences, mirroring, {}, mirror, progress);
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

void set_fast_evaluation(bool fast) noexcept { fast_by_inference_model = fast; }
bool fast_evaluation() noexcept { return fast_by_inference_model; }

}  // namespace posegrad::pose
