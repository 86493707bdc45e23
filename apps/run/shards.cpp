#include "apps/run/shards.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "apps/console/console.h"
#include "apps/console/shown.h"
#include "apps/console/signals.h"
#include "apps/ranks/agreement.h"
#include "apps/ranks/ranks.h"
#include "apps/usage_error.h"
#include "tensor/dispatch.h"
#include "tensor/parallel.h"
#include "tensor/sha256.h"

namespace posegrad::apps {
namespace {

std::vector<Index> divisors_of(Index number) {
  std::vector<Index> all;
  for (Index d = 1; d <= number; ++d)
    if (number % d == 0) all.push_back(d);
  return all;
}

std::optional<pose::PartOfBatches> part_of(pose::BatchSource& batches, const Communicator* shards) {
  if (shards == nullptr) return {};
  return pose::PartOfBatches(batches, shards->shard(), shards->shards());
}

RunModel replica_of(const RunModel& model) {
  return {pose::replica_of(model.pose),
          model.trajectory ? std::optional(pose::replica_of(*model.trajectory)) : std::nullopt,
          {},
          model.checkpoint_path};
}

std::string hash_of(const std::vector<Tensor>& tensors) {
  std::vector<std::byte> bytes;
  for (const Tensor& tensor : tensors) {
    if (!tensor.defined()) continue;
    const Tensor here = tensor.to(Device::cpu);
    bytes.insert(bytes.end(), here.bytes(), here.bytes() + here.nbytes());
  }
  return sha256(bytes);
}

// What makes trainings that begin alike go on alike.
std::string terms_of(const RunOptions& options, const Worker& worker, pose::BatchSource& copy) {
  copy.begin_epoch();
  const std::optional<pose::Batch> first = copy.next();
  std::vector<Tensor> weights;
  for (const nn::NamedVariable& p : worker.optimizer.parameters())
    weights.push_back(p.variable.value());
  const pose::TrainingRun& run = worker.run;
  return fmt::format(
      "samples an epoch: {}\nof a batch: {}\nthe first batch: {}\nweights: {}\nepochs: {} of {}\n"
      "learning rate: {} by {}\ndropout: {} from {} of {}\ndevice: {}\nthreads a shard: "
      "{}\nsettings: {}\n",
      run.batches.samples_per_epoch(), run.batches.largest(),
      first ? hash_of({first->keypoints, first->positions, first->intrinsics}) : "none",
      hash_of(weights), run.epochs_done, options.epochs, run.learning_rate, options.lr_decay,
      options.dropout, run.random.counter, run.random.seed, name_of(weights.front().device()),
      std::max<Index>(options.machine.threads, 1),
      fmt::format("{}{}{}{}{}{} {} {}", options.eval, options.fused_training,
                  options.prediction.fast, options.linear_projection, options.bone_length,
                  options.projection, options.warmup, options.optimizations));
}

Device device_of(const RunModel& model) { return model.pose.shrink().weight().value().device(); }

void require_possible(Index shards) {
  const Index ranks = Ranks::count();
  if (shards % ranks != 0)
    throw UsageError(fmt::format("--shards: {} processes do not divide {} shards; {} would", ranks,
                                 shards, fmt::join(divisors_of(shards), ", ")));
  if (shards > 1 && kernels_are_observed())
    throw UsageError("--shards: an audit follows one thread; train without shards to look inside");
}

// As trained, where that can be: the same figures to the bit on any number of processes.
Index shards_of_evaluation(const RunOptions& options, const RunModel& model) {
  const Index ranks = Ranks::count();
  Index shards = options.shards;
  if (shards == 0 && options.evaluate.empty() && model.checkpoint && model.checkpoint->run_facts)
    shards = model.checkpoint->run_facts->shards;
  if (shards == 0) shards = ranks;
  require_possible(shards);
  return device_of(model) == Device::cpu ? shards : ranks;
}

}  // namespace

Index shards_of(const RunOptions& options, const RunModel& model) {
  const Index ranks = Ranks::count();
  const bool resumes = model.checkpoint && model.checkpoint->run_facts;
  const Index before = resumes ? model.checkpoint->run_facts->shards : 1;
  Index shards = options.shards;
  if (shards == 0) shards = resumes ? before : 1;
  if (options.shards == 0 && !resumes && ranks > 1)
    throw UsageError(fmt::format(
        "--shards: {} processes need to be told into how many parts a batch is cut: {} or "
        "a multiple of it",
        ranks, ranks));
  require_possible(shards);
  if (shards > ranks && device_of(model) != Device::cpu)
    throw UsageError(fmt::format(
        "--shards: on a GPU every shard is a process of its own: mpirun -n {}", shards));
  if (resumes && shards != before)
    console::note(
        fmt::format("posegrad run: {} was trained with {} shard{}, goes on with {}: the same to "
                    "rounding, not to the bit",
                    model.checkpoint_path, before, before == 1 ? "" : "s", shards));
  return shards;
}

pose::EvaluationErrors evaluate_by_shards(const RunOptions& options, const pose::Dataset& dataset,
                                          const RunModel& model,
                                          const std::vector<std::string>& subjects,
                                          const pose::EvaluationProgress& progress) {
  const pose::EvaluationOptions how{subjects, options.actions, options.downsample,
                                    options.prediction};
  const Index shards = shards_of_evaluation(options, model);
  if (shards == 1) return pose::evaluate_actions(model.pose, dataset, how, progress);
  if (Ranks::count() > 1) {
    const auto test = pose::select(dataset, {subjects, options.actions, options.downsample, 1});
    std::vector<Tensor> weights;
    for (const nn::NamedTensor& weight : model.pose.state().all) weights.push_back(weight.tensor);
    require_agreement(fmt::format(
        "frames to evaluate on: {}\nthe first of them: {}\nweights: {}", pose::total_frames(test),
        test.empty() ? "none" : hash_of({test.front().keypoints, test.front().positions}),
        hash_of(weights)));
  }
  const ThreadsOfShards of_shards(options);
  ShardGroup group(shards / Ranks::count(), Ranks::transport());
  pose::EvaluationErrors errors;
  group.run([&](Index i) {
    pose::EvaluationErrors own = pose::evaluate_actions(
        model.pose, dataset, how, i == 0 ? progress : pose::EvaluationProgress{}, &group.member(i));
    if (i == 0) errors = std::move(own);
  });
  return errors;
}

Worker::Worker(const RunOptions& options, RunModel of_run,
               std::unique_ptr<pose::BatchSource> labelled,
               std::optional<pose::ChunkedBatches> without_labels, Communicator* shards)
    : model(std::move(of_run)),
      batches(std::move(labelled)),
      unlabelled(std::move(without_labels)),
      part(part_of(*batches, shards)),
      unlabelled_part(unlabelled ? part_of(*unlabelled, shards) : std::nullopt),
      optimizer(parameters(model), {.learning_rate = options.learning_rate}),
      run{optimizer,
          part ? static_cast<pose::BatchSource&>(*part) : *batches,
          {static_cast<std::uint64_t>(options.seed), 0},
          options.learning_rate,
          pose::Schedule::kFirstMomentum,
          0,
          {}} {
  if (shards != nullptr) run.shard = pose::RunShard{shards, &*part};
}

Workers::Workers(const RunOptions& options, const RunModel& model, Batches batches,
                 std::optional<pose::ChunkedBatches> unlabelled)
    : options_(options), batches_(std::move(batches)) {
  const Index shards = shards_of(options, model);
  if (shards > 1) group_.emplace(shards / Ranks::count(), Ranks::transport());
  workers_.push_back(std::make_unique<Worker>(options, model, batches_(nullptr),
                                              std::move(unlabelled),
                                              group_ ? &group_->member(0) : nullptr));
}

TrainingOutcome Workers::train(const MakeTask& make_task, TrainingSession* session) {
  const Worker& leader = first();
  for (Index i = 1; group_ && i < group_->local(); ++i) {
    workers_.push_back(std::make_unique<Worker>(options_, replica_of(leader.model),
                                                batches_(leader.batches.get()), leader.unlabelled,
                                                &group_->member(i)));
    pose::follow(workers_.back()->run, leader.run);
  }
  if (Ranks::count() > 1)
    require_agreement(terms_of(options_, leader, *batches_(leader.batches.get())));
  std::vector<pose::ShardTraining> shards;
  for (const std::unique_ptr<Worker>& worker : workers_) {
    worker->task = make_task(*worker);
    shards.push_back({worker->run, *worker->task});
  }
  const Interrupt interrupt;
  const pose::TrainingCallbacks silent{
      .after_step = {}, .evaluation_progress = {}, .after_epoch = {}, .should_stop = [&] {
        return interrupt.requested();
      }};
  return apps::train(shards, group_ ? &*group_ : nullptr, options_, session,
                     session ? session->callbacks() : silent);
}

}  // namespace posegrad::apps
