#pragma once
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "tests/support/run_program.h"
#include "tests/support/temporary_folder.h"

namespace posegrad::test {

/// A data set in Human3.6M's layout on which whole runs take a fraction of a second: S1, S5 and S9,
/// "Walking 1", "Walking 2", "Waving 1", "Waving 2", 40 frames each, before four cameras.
struct TinyDataset {
  pose::Positions3d positions;
  pose::Keypoints2d keypoints;  // noisy, layout h36m

  /// A fresh copy, to be changed at will.
  TinyDataset();
  /// The 2D keypoints in COCO's order, with scores.
  static pose::Keypoints2d coco();

  Tensor& poses(const std::string& subject, const std::string& action);
  pose::Recording2d& recording_2d(const std::string& subject, const std::string& action);
  void erase_3d(const std::string& subject);
  void erase_2d(const std::string& subject);
};

/// `posegrad run` in a folder of its own that holds a data set in data/. Paths in messages are
/// relative to it.
class TinyRun {
 public:
  TinyRun() : TinyRun(TinyDataset{}) {}
  explicit TinyRun(const TinyDataset& dataset);

  /// Runs with the arguments (separated by blanks, 'in quotes' where they hold some) after those of
  /// a small training: `-k tiny -str S1,S5 -ste S9 -arc 3,3 -ch 8 -b 32 -e 4 --threads 1`. A later
  /// option wins.
  ProgramResult operator()(const std::string& arguments, ProgramOptions options = {}) const;
  /// With these arguments only.
  ProgramResult posegrad(const std::vector<std::string>& arguments,
                         ProgramOptions options = {}) const;
  /// The same as operator() as a line for a shell.
  std::string shell_line(const std::string& arguments) const;

  std::string path(const std::string& name) const { return folder_ / name; }
  bool has(const std::string& name) const;
  /// A file's bytes. Throws IoError when it is not there.
  std::string bytes(const std::string& name) const { return read_text(path(name)); }
  void write(const std::string& name, const std::string& bytes) const {
    write_text(path(name), bytes);
  }
  /// Names in a sub-folder, hidden ones too, sorted.
  std::vector<std::string> names(const std::string& folder) const;
  /// Those in the checkpoint folder besides history.csv.
  std::vector<std::string> checkpoints() const;

 private:
  TemporaryFolder folder_;
};

/// Steps that an epoch of TinyRun's training has.
constexpr Index kTinySteps = 80;

}  // namespace posegrad::test
