#pragma once
#include <functional>
#include <optional>

#include "nn/adam.h"
#include "nn/module.h"
#include "pose/data/chunks.h"
#include "pose/data/part_of_batches.h"
#include "pose/evaluation/evaluate.h"
#include "pose/training/schedule.h"

namespace posegrad::pose {

/// What a step did, for progress and logs.
struct StepReport {
  Index epoch;        // from 1
  Index step, steps;  // from 1, of this epoch
  Index global_step;  // optimizer steps since the first epoch
  Index frames;       // of this step's labelled batch
  double loss;        // 3D pose error of the batch, metres
  double learning_rate;
};

/// Of the root's path in evaluation mode, metres, where a model of it is trained too.
struct TrajectoryErrors {
  double eval = 0, valid = 0;
};

/// Of projected poses in evaluation mode, normalised screen units: semi-supervised training.
struct ProjectionErrors {
  double train = 0, unlabelled = 0, valid = 0;
};

/// What an epoch did. Errors in metres.
struct EpochReport {
  Index epoch;  // from 1
  double seconds;
  double learning_rate;
  double train_error;                      // mean 3D loss, with dropout, while training
  std::optional<double> train_eval_error;  // of the training set in evaluation mode
  std::optional<double> valid_error;       // of the test set
  std::optional<TrajectoryErrors> trajectory;
  std::optional<ProjectionErrors> projection;
};

/// Part of an epoch that was interrupted: where its batches stand and what was summed up so far.
struct PartialEpoch {
  NumpyRandom random_at_start;
  Index steps_done = 0;
  double loss_sum = 0;  // metres * frames
  Index frames = 0;
};

/// One way of training: what a step minimises, and what is measured after an epoch.
class TrainingTask {
 public:
  /// Of a shard: its share, so that the sum over shards is that of the batch.
  struct StepLoss {
    Variable total;  // what is minimised
    Variable pose;   // what is reported: the 3D error of the labelled batch, metres
  };

  virtual ~TrainingTask() = default;
  /// Goes on to what the coming step needs besides the labelled batch.
  virtual void advance() {}
  /// Prepares what comes after that, for while the GPU works.
  virtual void look_ahead() {}
  /// Steps on batches of one size with the same variant call the same kernels.
  virtual Index variant([[maybe_unused]] Index epochs_done) const { return 0; }
  /// The loss of a labelled batch; it may change the batch. `epochs_done`: epochs before this one.
  virtual StepLoss loss(const Batch& batch, const nn::Pass& pass, Index epochs_done) = 0;
  /// Fills the report's evaluated errors. With shards, each does a part of the work and all get all of it.
  virtual void evaluate(EpochReport& report, const EvaluationProgress& progress,
                        Communicator* shards) = 0;
};

struct TrainingOptions {
  Index epochs = 60;
  Schedule schedule;
  bool evaluate_each_epoch = true;
  bool fused = true;  // block ends as one op (nn::Pass)
};

/// Where a run is one of several, on threads or machines, that train one model together: each does its part
/// of every batch. What they say and decide of a step is the same.
struct RunShard {
  Communicator* group;
  const PartOfBatches* samples;  // the run's batches
};

/// Everything that changes while training goes on, besides the models and what a task keeps: so
/// what a checkpoint must hold.
struct TrainingRun {
  nn::Adam& optimizer;
  BatchSource& batches;     // labelled
  nn::RandomStream random;  // of dropout
  double learning_rate;     // of the coming epoch
  double momentum;          // of batch norm, of the coming epoch
  Index epochs_done = 0;
  std::optional<PartialEpoch> partial;  // an interrupted epoch to finish first
  std::optional<RunShard> shard = {};
};

struct TrainingCallbacks {
  std::function<void(const StepReport&)> after_step;
  EvaluationProgress evaluation_progress;
  std::function<void(const EpochReport&)> after_epoch;  // the run already stands at the next epoch
  std::function<bool()> should_stop;                    // asked after every step
};

enum class TrainingEnd { finished, interrupted };

/// Trains until options.epochs epochs are done, one pass over all chunks an epoch. Of the shards of a
/// process the one that leads calls callbacks; all stop when one of those that are asked says so.
/// Interrupted between two steps it leaves run.partial filled. Throws NumericError naming epoch and
/// step when the loss is not finite, or the epoch when an evaluated error is not; the weights are
/// then those of the step before, batch norm's statistics are not: do not save them.
TrainingEnd train(TrainingRun& run, TrainingTask& task, const TrainingOptions& options,
                  const TrainingCallbacks& callbacks);

}  // namespace posegrad::pose
