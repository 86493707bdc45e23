#pragma once
#include <string>

#include "pose/data/chunks.h"
#include "pose/model/checkpoint/checkpoint.h"
#include "pose/model/temporal_model.h"
#include "pose/training/training_run.h"

namespace posegrad::pose {

/// Everything that a training goes on from, where it lies: what is saved between two steps, and
/// what is brought back to there.
struct TrainingState {
  const TemporalModel& poses;
  const TemporalModel* path = nullptr;  // the model of the root's path; null: none is trained
  TrainingRun& run;
  ChunkedBatches* unlabelled = nullptr;  // of semi-supervised training
};

/// The state as a file holds it, with what the weights do not say about the models. Throws
/// NumericError, naming the parameter, when a number of the models is not finite: such a checkpoint
/// must not replace a good one.
Checkpoint checkpoint_of(const TrainingState& state, const ModelFacts& facts);

/// Writes that into a file, as safely as write_checkpoint and with its errors.
void save_training(const std::string& path, const TrainingState& state, const ModelFacts& facts);

struct ResumeOptions {
  Index epochs = 60;  // of the whole training: momentum follows from it where a file has none
  /// As VideoPose3D does it: momentum as in the first epoch, dropout's first numbers once more, a
  /// fresh order of the unlabelled batches, and the interrupted epoch from its beginning. The
  /// optimizer may be missing, and the generator of the batches is then left alone.
  bool like_original = false;
};

/// Brings a training to where the file's was, weights included: together with the same data and
/// options it ends with the same bits as one that was never interrupted. Returns false for a file
/// that holds no momentum and no stream of dropout, as the original's do not: momentum is then that
/// of the epoch, and dropout draws numbers that no epoch before drew. Throws as read_checkpoint,
/// require_training and load_state, and DataError naming the file when it has another number of
/// models, or was interrupted in an epoch of other steps than these batches give.
bool resume_training(const std::string& path, const TrainingState& state,
                     const ResumeOptions& options = {});

/// The same from a checkpoint whose weights the models have already. `path` is for messages.
bool resume_from(const Checkpoint& checkpoint, const std::string& path, const TrainingState& state,
                 const ResumeOptions& options = {});

}  // namespace posegrad::pose
