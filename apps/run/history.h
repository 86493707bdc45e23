#pragma once
#include <string>
#include <vector>

#include "apps/run/options.h"
#include "pose/training/history.h"

namespace posegrad::apps {

/// The figures of each epoch in history.csv in the checkpoint folder, and with
/// --export-training-curves the curves of epochs 4 and on: loss_3d.png, and loss_traj.png and
/// loss_2d.png where a run measures such figures. A resumed run continues what is there.
class RunHistory {
 public:
  /// `epochs_done`: of a resumed run, whose rows stay; 0 for a fresh one. Throws IoError or
  /// DataError when history.csv cannot be read (resumed) or written.
  RunHistory(const RunOptions& options, Index epochs_done);

  /// Writes the files anew, each whole or not at all. Throws IoError.
  void add(Index epoch, const std::vector<pose::EpochFigure>& figures);
  /// Of history.csv.
  const std::string& path() const noexcept { return path_; }
  /// Of the curve of the pose's errors; empty while there is none.
  std::string curves() const;

 private:
  void draw_curves() const;

  const RunOptions& options_;
  std::string path_;
  pose::History history_;
};

}  // namespace posegrad::apps
