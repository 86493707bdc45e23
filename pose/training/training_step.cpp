#include "pose/training/training_step.h"

#include <array>
#include <cmath>
#include <map>
#include <utility>

#include "pose/training/shard_gradients.h"
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
    cuda::Graph forward, backward, update;
    Tensor total, pose;       // the losses
    std::uint64_t draws = 0;  // random streams that a step takes
    bool was_seen = false;
  };

  // Recorded kernels work on the memory that they were recorded with: nobody else gets it.
  std::shared_ptr<cuda::Pool> pool = cuda::Pool::make(cuda::Pool::Use::recordings);
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

TrainingStep::TrainingStep(TrainingRun& run, TrainingTask& task, bool fused,
                           BatchFeed::Placement placement)
    : run_(run),
      task_(task),
      fused_(fused),
      feed_(run.batches, device_of(run.optimizer), placement) {
  if (device_of(run.optimizer) == Device::cpu || run.shard) return;
  gpu_ = std::make_unique<OnGpu>();
  run_.optimizer.set_device_scales(gpu_->scales());
}

TrainingStep::~TrainingStep() {
  if (gpu_) run_.optimizer.set_device_scales({});
}

bool TrainingStep::advance() {
  if (!feed_.advance()) return false;
  task_.advance();
  return true;
}

Index TrainingStep::frames() const {
  const Index samples = run_.shard ? run_.shard->samples->range().whole : feed_.size();
  return samples * run_.batches.frames_per_sample();
}

TrainingStep::Errors TrainingStep::run() {
  const CallScope scope("training step");
  run_.optimizer.options().learning_rate = run_.learning_rate;
  if (run_.shard) return run_shard();
  return gpu_ ? run_on_gpu() : run_plainly();
}

TrainingTask::StepLoss TrainingStep::forward(const nn::Pass& pass) {
  run_.optimizer.zero_grad();
  return task_.loss(feed_.batch(), pass, run_.epochs_done);
}

TrainingStep::Errors TrainingStep::run_plainly() {
  const TrainingTask::StepLoss loss =
      forward({nn::Mode::training, run_.momentum, &run_.random, fused_});
  const Errors errors = observed({loss.total.value().item(), loss.pose.value().item()});
  if (!std::isfinite(errors.total)) return errors;
  backward(loss.total);
  run_.optimizer.step();
  return errors;
}

TrainingStep::Errors TrainingStep::run_shard() {
  Communicator& group = *run_.shard->group;
  const SampleRange range = run_.shard->samples->range();
  const nn::Shard shard{
      .group = &group, .samples = range.size(), .of = range.whole, .behind = range.begin};
  const bool in_bf16 = device_of(run_.optimizer) == Device::cuda && precision() == Precision::bf16;
  const TrainingTask::StepLoss loss = forward({.mode = nn::Mode::training,
                                               .momentum = run_.momentum,
                                               .random = &run_.random,
                                               .fused = fused_,
                                               .activations = in_bf16 ? DType::bf16 : DType::f32,
                                               .shard = &shard});
  std::array<double, 2> sums{loss.total.value().item(), loss.pose.value().item()};
  group.sum(sums);
  const Errors errors = observed({sums[0], sums[1]});
  if (!std::isfinite(errors.total)) return errors;
  ShardGradients gradients(group);
  backward(loss.total, {}, [&](const Variable& leaf) { gradients.begin_sum(leaf); });
  gradients.finish();
  if (group.leads_process()) {
    run_.optimizer.step();
  } else {
    run_.optimizer.advance();
    run_.optimizer.zero_grad();
  }
  group.wait_for_process();  // the others read what was updated
  return errors;
}

TrainingStep::Errors TrainingStep::run_on_gpu() {
  OnGpu& gpu = *gpu_;
  OnGpu::Recording& recording = gpu.recordings[{feed_.size(), task_.variant(run_.epochs_done)}];
  TrainingTask::StepLoss loss;
  const auto go_forward = [&] {
    nn::RandomStream random{run_.random.seed, 0, gpu.offset};
    loss = forward({.mode = nn::Mode::training,
                    .momentum = run_.momentum,
                    .random = &random,
                    .fused = fused_,
                    .activations = precision() == Precision::bf16 ? DType::bf16 : DType::f32,
                    .device_momentum = gpu.momentum()});
    recording.total = loss.total.value();
    recording.pose = loss.pose.value();
    recording.draws = random.counter;
  };
  const auto go_back = [&] { backward(loss.total); };
  const auto update = [&] { run_.optimizer.update(); };
  const bool records = std::exchange(recording.was_seen, true) && !kernels_are_observed();
  const auto run = [&](const cuda::Graph& graph, const auto& work) {
    if (records)
      graph.launch();
    else
      work();
  };

  const cuda::PoolScope memory(gpu.pool);
  gpu.send(run_);
  if (records && !recording.update.is_recorded()) {
    recording.forward.record(go_forward);
    recording.backward.record(go_back);
    recording.update.record(update);
  }
  run(recording.forward, go_forward);
  gpu.loss.ask(0, recording.total);
  const bool same_number = recording.pose.shares_storage(recording.total);
  if (!same_number) gpu.loss.ask(1, recording.pose);
  // The backward pass runs while the host prepares the next batch and looks at the loss.
  run(recording.backward, go_back);
  feed_.look_ahead();
  task_.look_ahead();
  gpu.loss.wait();
  const Errors errors = observed({gpu.loss.number(0), gpu.loss.number(same_number ? 0 : 1)});
  if (!std::isfinite(errors.total)) return errors;
  run_.optimizer.advance();
  run(recording.update, update);
  run_.random.counter += recording.draws;
  return errors;
}

}  // namespace posegrad::pose
