#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/console/json_log.h"
#include "apps/run/folder_lock.h"
#include "apps/run/model.h"
#include "apps/run/options.h"
#include "apps/run/training_session.h"
#include "nn/module.h"
#include "pose/training/shard_threads.h"
#include "pose/training/training_run.h"
#include "pose/training/training_state.h"

namespace posegrad::apps {

struct TrainingOutcome {
  pose::TrainingEnd end;
  std::string summary;                      // lines for the end of the whole run
  std::optional<std::string> failure = {};  // of what was to be written beside the checkpoints
};

// What every way of training begins and ends with.

/// Says which model it is, and where its weights came from.
void introduce(const RunOptions& options, const RunModel& model);

/// While it lives a shard's products are divided for its own threads, one unless told: how many there
/// are on a machine must not be seen in the bits.
class ThreadsOfShards {
 public:
  explicit ThreadsOfShards(const RunOptions& options);
  ~ThreadsOfShards();
  ThreadsOfShards(const ThreadsOfShards&) = delete;
  ThreadsOfShards& operator=(const ThreadsOfShards&) = delete;

 private:
  int before_;
};

/// The log that the options ask for, or one that writes nothing; a resumed run's goes on.
JsonLog open_log(const RunOptions& options);

/// Throws IoError while another training has the checkpoint folder: before a log is touched.
void refuse_folder_in_use(const RunOptions& options);

/// Makes the checkpoint folder, and keeps it for this training alone; on the rank that writes. Throws IoError when it cannot
/// be written to: now, not after the first ten epochs. The training outlives its terminal.
std::optional<FolderLock> prepare_folder(const RunOptions& options);

/// Of the poses' model, then of the path's.
std::vector<nn::NamedVariable> parameters(const RunModel& model);

/// Takes over what the checkpoint says about the run so far. The reference's files lack our keys:
/// momentum then follows from the epoch, dropout starts a fresh stream, and one line says so.
/// Throws DataError for an interrupted epoch that these options do not give.
void resume(const RunOptions& options, const RunModel& model, const pose::TrainingState& state);

/// Trains to the end or to Ctrl-C, which leaves interrupted.bin. group: null without shards. session: null
/// on ranks that write nothing.
TrainingOutcome train(std::span<const pose::ShardTraining> shards, ShardGroup* group,
                      const RunOptions& options, TrainingSession* session,
                      const pose::TrainingCallbacks& callbacks);

}  // namespace posegrad::apps
