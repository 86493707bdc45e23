#pragma once
#include <functional>
#include <optional>

#include "nn/adam.h"
#include "pose/data/chunks.h"
#include "pose/data/dataset.h"
#include "pose/evaluate.h"
#include "pose/model/temporal_model.h"
#include "pose/training/schedule.h"

namespace posegrad::pose {

/// What a step did, for progress and logs.
struct StepReport {
  Index epoch;         // from 1
  Index step, steps;   // from 1, of this epoch
  Index global_step;   // optimizer steps since the first epoch
  Index frames;        // of this step's batch
  double loss;         // metres
  double learning_rate;
};

/// What an epoch did. Errors in metres.
struct EpochReport {
  Index epoch;  // from 1
  double seconds;
  double learning_rate;
  double train_error;                       // mean loss, with dropout, while training
  std::optional<double> train_eval_error;   // of the training set in evaluation mode
  std::optional<double> valid_error;        // of the test set
};

/// Part of an epoch that was interrupted: where its batches stand and what was summed up so far.
struct PartialEpoch {
  NumpyRandom random_at_start;
  Index steps_done = 0;
  double loss_sum = 0;   // metres * frames
  Index frames = 0;
};

struct SupervisedOptions {
  Index epochs = 60;
  Schedule schedule;
  bool evaluate_each_epoch = true;
  ModelForm form = ModelForm::single_frame;  // of the training steps; evaluation is always dilated
};

/// Everything that changes while a supervised run goes on, and so everything that a checkpoint must hold.
struct SupervisedRun {
  TemporalModel& model;
  nn::Adam& optimizer;
  ChunkedBatches& batches;
  nn::RandomStream random;   // of dropout
  double learning_rate;      // of the coming epoch
  double momentum;           // of batch norm, of the coming epoch
  Index epochs_done = 0;
  std::optional<PartialEpoch> partial;  // an interrupted epoch to finish first
};

struct TrainingCallbacks {
  std::function<void(const StepReport&)> after_step;
  EvaluationProgress evaluation_progress;
  std::function<void(const EpochReport&)> after_epoch;  // the run already stands at the next epoch
  std::function<bool()> should_stop;                    // asked after every step
};

enum class TrainingEnd { finished, interrupted };

/// Trains until options.epochs epochs are done: MPJPE of root-relative poses, Adam, one pass over all chunks an epoch.
/// `validation`: sequences of the test set, `training`: of the training set, both evaluated after each epoch.
/// Interrupted between two steps it leaves run.partial filled. Throws NumericError naming epoch and step when the loss
/// is not finite; the model is then as after that step's forward pass and should not be saved.
TrainingEnd train_supervised(SupervisedRun& run, const SupervisedOptions& options, const Mirroring& mirroring,
                             const std::vector<Sequence>& validation, const std::vector<Sequence>& training,
                             const TrainingCallbacks& callbacks);

}  // namespace posegrad::pose
