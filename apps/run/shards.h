#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "apps/run/model.h"
#include "apps/run/options.h"
#include "apps/run/training_parts.h"
#include "pose/data/dataset.h"
#include "pose/data/part_of_batches.h"
#include "pose/evaluation/evaluate.h"
#include "pose/training/shard_threads.h"
#include "tensor/shards/shard_group.h"

namespace posegrad::apps {

/// How many shards a batch is cut into: --shards, or as the checkpoint was trained, or one. Throws
/// UsageError where it has to be told, and where the processes do not divide it, naming what would do.
Index shards_of(const RunOptions& options, const RunModel& model);

/// pose::evaluate_actions by all shards of all processes, each of which calls it. Progress is the first
/// shard's. Throws UsageError as shards_of, DataError where the processes were given different things.
pose::EvaluationErrors evaluate_by_shards(const RunOptions& options, const pose::Dataset& dataset,
                                          const RunModel& model,
                                          const std::vector<std::string>& subjects,
                                          const pose::EvaluationProgress& progress);

/// Everything that one shard trains with: of the first one here what goes into checkpoints, or all there
/// is where there are no shards.
struct Worker {
  /// `shards`: null without any.
  Worker(const RunOptions& options, RunModel of_run, std::unique_ptr<pose::BatchSource> labelled,
         std::optional<pose::ChunkedBatches> without_labels, Communicator* shards);
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  pose::TrainingState state() {
    return {model.pose, model.path(), run, unlabelled ? &*unlabelled : nullptr};
  }

  RunModel model;
  std::unique_ptr<pose::BatchSource> batches;  // whole ones
  std::optional<pose::ChunkedBatches> unlabelled;
  std::optional<pose::PartOfBatches> part, unlabelled_part;
  nn::Adam optimizer;
  pose::TrainingRun run;
  std::unique_ptr<pose::TrainingTask> task;
};

/// The shards of this process.
class Workers {
 public:
  using Batches = std::function<std::unique_ptr<pose::BatchSource>(const pose::BatchSource*)>;
  using MakeTask = std::function<std::unique_ptr<pose::TrainingTask>(Worker&)>;

  /// Makes the first one. batches(null) makes the labelled ones, batches(others) a copy of others.
  Workers(const RunOptions& options, const RunModel& model, Batches batches,
          std::optional<pose::ChunkedBatches> unlabelled);

  Worker& first() noexcept { return *workers_.front(); }
  /// Trains to the end or to Ctrl-C, which leaves interrupted.bin. session: null but on the first rank.
  TrainingOutcome train(const MakeTask& make_task, TrainingSession* session);

 private:
  const RunOptions& options_;
  Batches batches_;
  std::optional<ShardGroup> group_;
  std::vector<std::unique_ptr<Worker>> workers_;
};

}  // namespace posegrad::apps
