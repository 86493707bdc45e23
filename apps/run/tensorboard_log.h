#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "pose/training/history.h"
#include "tensor/dtype.h"

namespace posegrad::apps {

/// The figures of each epoch as TensorBoard's scalars, in a file of this run's own:
/// FOLDER/events.out.tfevents.SECONDS.HOST, its step the epoch. A run that goes on says so: what
/// earlier files of the folder say of its epochs is then left out by TensorBoard, as history.csv
/// leaves it out; a fresh run so hides all that was there. Without a folder it does nothing.
class TensorboardLog {
 public:
  /// `first_epoch`: that this run trains. Makes the folder. Throws IoError naming it when it or the
  /// file in it cannot be made.
  TensorboardLog(const std::string& folder, Index first_epoch);
  ~TensorboardLog();  // a file without an epoch goes
  TensorboardLog(const TensorboardLog&) = delete;
  TensorboardLog& operator=(const TensorboardLog&) = delete;

  bool is_on() const noexcept { return descriptor_ >= 0; }
  /// Writes at once. Throws IoError naming the file (a full disk); what was not written is written
  /// with the next epoch.
  void add(Index epoch, const std::vector<pose::EpochFigure>& figures);

 private:
  void create(const std::string& folder);
  void write();

  std::string path_;
  int descriptor_ = -1;
  std::int64_t size_ = 0;  // of the whole records in it
  std::string unwritten_;  // records
};

}  // namespace posegrad::apps
