#include "apps/bench/scale_out.h"

#include <algorithm>
#include <array>
#include <optional>

#include "apps/ranks/ranks.h"
#include "nn/adam.h"
#include "pose/data/part_of_batches.h"
#include "pose/training/supervised.h"
#include "pose/training/training_step.h"
#include "tensor/shards/shard_group.h"

namespace posegrad::apps {
namespace {

constexpr Index kJoints = 17, kFeatures = 2;

pose::Sequence numbers_of(Index frames) {
  pose::Sequence sequence;
  sequence.keypoints = bench_numbers({frames, kJoints, kFeatures}, 1);
  sequence.positions = bench_numbers({frames, kJoints, 3}, 2);
  return sequence;
}

/// Steps of a training on random numbers, with others or alone.
class Steps {
 public:
  /// shards: null: alone, on a batch of so many samples.
  Steps(const Workload& work, Index samples, Communicator* shards)
      : model_({.joints_in = kJoints,
                .features = kFeatures,
                .joints_out = kJoints,
                .widths = work.widths,
                .channels = work.channels},
               1),
        batches_({numbers_of(2 * samples * work.stride)}, {},
                 {.chunks_per_batch = samples,
                  .chunk_length = work.stride,
                  .padding = model_.padding(),
                  .endless = true}),
        optimizer_(model_.state().parameters, {}),
        part_(shards
                  ? std::optional(pose::PartOfBatches(batches_, shards->shard(), shards->shards()))
                  : std::nullopt),
        run_{optimizer_, part_ ? static_cast<pose::BatchSource&>(*part_) : batches_,
             {1, 0},     1e-3,
             0.1,        0,
             {}},
        task_({model_, work.stride == 1 ? pose::ModelForm::single_frame : pose::ModelForm::dilated,
               mirroring_, none_, none_}) {
    if (shards != nullptr) run_.shard = pose::RunShard{shards, &*part_};
    step_.emplace(run_, task_, work.fast);
  }
  Steps(const Steps&) = delete;
  Steps& operator=(const Steps&) = delete;

  void step() {
    step_->advance();
    step_->run();
  }
  const std::vector<nn::NamedVariable>& parameters() const { return optimizer_.parameters(); }

 private:
  pose::Mirroring mirroring_;
  std::vector<pose::Sequence> none_;
  pose::TemporalModel model_;
  pose::ChunkedBatches batches_;
  nn::Adam optimizer_;
  std::optional<pose::PartOfBatches> part_;
  pose::TrainingRun run_;
  pose::SupervisedTask task_;
  std::optional<pose::TrainingStep> step_;
};

}  // namespace

double ScaleOutSpeed::bytes_per_second() const {
  const auto R = static_cast<double>(ranks);
  return 2 * gradient_bytes * (R - 1) / R / sum;
}

double ScaleOutSpeed::hidden() const {
  return sum > 0 ? std::clamp(1 - (together - alone) / sum, 0.0, 1.0) : 0;
}

ScaleOutSpeed measure_scale_out(const Workload& work) {
  ShardGroup group(1, Ranks::transport());
  Communicator& shards = group.member(0);
  const Index all = work.batch / work.stride;
  const Index own = std::max<Index>(all / shards.shards(), 1);
  ScaleOutSpeed speed{.ranks = shards.shards()};
  // All begin together.
  const auto median = [&](const std::function<void()>& measured) {
    std::array<double, 1> nothing{};
    shards.sum(nothing);
    return median_seconds(work.repeats, measured);
  };
  {
    Steps steps(work, own, nullptr);
    speed.alone = median([&] { steps.step(); });
  }
  Steps steps(work, own * shards.shards(), &shards);
  std::vector<Tensor> gradients;
  for (const nn::NamedVariable& parameter : steps.parameters()) {
    gradients.push_back(Tensor::zeros(parameter.variable.shape()));
    speed.gradient_bytes += static_cast<double>(gradients.back().numel()) * sizeof(float);
  }
  std::array<double, 8> few{};
  constexpr int kTimes = 50;
  speed.latency = median([&] {
                    for (int i = 0; i < kTimes; ++i) shards.sum(few);
                  }) /
                  kTimes;
  speed.sum = median([&] {
    for (const Tensor& gradient : gradients) shards.begin_sum(gradient.cpu_span<float>());
    shards.finish();
  });
  speed.together = median([&] { steps.step(); });
  return speed;
}

}  // namespace posegrad::apps
