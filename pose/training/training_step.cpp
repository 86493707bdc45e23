#include "pose/training/training_step.h"

#include <cmath>
#include <map>
#include <utility>

#include "tensor/call_site.h"
#include "tensor/cuda/graph.h"
#include "tensor/cuda/memory.h"
#include "tensor/cuda/transfer.h"
#include "tensor/dispatch.h"
#include "tensor/precision.h"

namespace posegrad::pose {
namespace {

Device device_of(const nn::Adam& optimizer) {
  return optimizer.parameters().front().variable.value().device();
}

TrainingStep::Errors observed(TrainingStep::Errors errors) {
  observe_figure("training loss", errors.total);
  if (errors.pose != errors.total) observe_figure("training error", errors.pose);
  return errors;
}

}  // namespace

// What a step needs on a GPU besides the models.
struct TrainingStep::OnGpu {
  /// A step of one kind: so many samples, of one variant of the task.
  struct Recording {
    cuda::Graph gradients, update;
    std::uint64_t draws = 0;  // random streams that a step takes
    bool was_seen = false;
  };

  // Recorded kernels work on the memory that they were recorded with: nobody else gets it.
  std::shared_ptr<cuda::Pool> pool = cuda::Pool::make();
  std::map<std::pair<Index, Index>, Recording> recordings;
  cuda::Readback loss;
  cuda::Uploads uploads{64};
  Tensor numbers = Tensor::zeros({3}, DType::f32, Device::cuda);  // Adam's scales, momentum
  Tensor offset = Tensor::zeros({}, DType::i64, Device::cuda);    // of random counters

  Tensor scales() const { return numbers.rows(0, 2); }
  Tensor momentum() const { return numbers.rows(2, 3).reshape({}); }

  // What the coming step's kernels find.
  void send(const TrainingRun& run) {
    kernels::AdamRule rule = run.optimizer.rule();
    ++rule.t;
    const kernels::AdamScales adam(rule);
    const float values[] = {static_cast<float>(adam.step), static_cast<float>(adam.root),
                            static_cast<float>(run.momentum)};
    uploads.send(numbers.bytes(), values, sizeof values);
    uploads.send(offset.bytes(), &run.random.counter, sizeof run.random.counter);
  }
};

TrainingStep::TrainingStep(TrainingRun& run, TrainingTask& task, bool fused)
    : run_(run), task_(task), fused_(fused), feed_(run.batches, device_of(run.optimizer)) {
  if (device_of(run.optimizer) == Device::cpu) return;
  gpu_ = std::make_unique<OnGpu>();
  run_.optimizer.set_scales_now(gpu_->scales());
}

TrainingStep::~TrainingStep() {
  if (gpu_) run_.optimizer.set_scales_now({});
}

bool TrainingStep::advance() {
  if (!feed_.advance()) return false;
  task_.advance();
  return true;
}

Index TrainingStep::frames() const { return feed_.size() * run_.batches.options().chunk_length; }

TrainingStep::Errors TrainingStep::run() {
  const CallScope scope("training step");
  run_.optimizer.options().learning_rate = run_.learning_rate;
  return gpu_ ? run_on_gpu() : run_on_cpu();
}

template <class AfterForward>
void TrainingStep::compute_gradients(const nn::Pass& pass, const AfterForward& after_forward) {
  run_.optimizer.zero_grad();
  const TrainingTask::StepLoss loss = task_.loss(feed_.batch(), pass, run_.epochs_done);
  if (after_forward(loss)) backward(loss.total);
}

TrainingStep::Errors TrainingStep::run_on_cpu() {
  Errors errors{};
  const nn::Pass pass{nn::Mode::training, run_.momentum, &run_.random, fused_};
  compute_gradients(pass, [&](const TrainingTask::StepLoss& loss) {
    errors = observed({loss.total.value().item(), loss.pose.value().item()});
    return std::isfinite(errors.total);
  });
  if (std::isfinite(errors.total)) run_.optimizer.step();
  return errors;
}

TrainingStep::Errors TrainingStep::run_on_gpu() {
  OnGpu& gpu = *gpu_;
  OnGpu::Recording& recording = gpu.recordings[{feed_.size(), task_.variant(run_.epochs_done)}];
  const auto gradients = [&] {
    nn::RandomStream random{run_.random.seed, 0, gpu.offset};
    const nn::Pass pass{.mode = nn::Mode::training,
                        .momentum = run_.momentum,
                        .random = &random,
                        .fused = fused_,
                        .activations = precision() == Precision::bf16 ? DType::bf16 : DType::f32,
                        .momentum_now = gpu.momentum()};
    compute_gradients(pass, [&](const TrainingTask::StepLoss& loss) {
      gpu.loss.ask(0, loss.total.value());
      gpu.loss.ask(1, loss.pose.value());
      gpu.loss.mark();
      return true;
    });
    recording.draws = random.counter;
  };
  const auto update = [&] { run_.optimizer.update(); };
  const bool records = std::exchange(recording.was_seen, true) && !kernels_are_observed();

  const cuda::PoolScope memory(gpu.pool);
  gpu.send(run_);
  if (records && !recording.gradients.is_recorded()) {
    recording.gradients.record(gradients);
    recording.update.record(update);
  }
  if (records)
    recording.gradients.launch();
  else
    gradients();
  // The backward pass runs on while the host looks at the loss.
  gpu.loss.wait();
  const Errors errors = observed({gpu.loss.number(0), gpu.loss.number(1)});
  if (!std::isfinite(errors.total)) return errors;
  run_.optimizer.advance();
  if (records)
    recording.update.launch();
  else
    update();
  run_.random.counter += recording.draws;
  return errors;
}

}  // namespace posegrad::pose
