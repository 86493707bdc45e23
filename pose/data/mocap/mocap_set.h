#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "pose/data/mocap/clip.h"
#include "pose/data/mocap/mocap_files.h"
#include "pose/data/pose_set.h"

namespace posegrad::pose::mocap {

/// A clip or file that is not in the set.
struct Skipped {
  std::string name;    // file, or "FILE: CLIP"
  std::string kind;    // for counting
  std::string detail;  // what was found
};

/// What became of the input.
struct MocapSet {
  Positions3d positions;  // (T, 22, 3), the reference body, 50 frames a second
  Index clips = 0, frames = 0;
  std::vector<Skipped> skipped;
  Index t_pose_clips = 0,
        t_pose_frames = 0;  // that began with a T; their frames, at the file's rate
};

/// Puts clips of any number of files together.
class MocapSetBuilder {
 public:
  /// Checks a clip and adds it: without a T at its start, at 50 frames a second, as the reference
  /// body does it. A faulty one is noted as skipped, `file` being for its name there. A second clip
  /// of a name and subject gets a number.
  void add(const Clip& clip, const std::string& file);
  void skip(Skipped clip) { set_.skipped.push_back(std::move(clip)); }
  MocapSet take() { return std::move(set_); }

 private:
  Subject3d& subject(const std::string& name);
  MocapSet set_;
};

/// Reads files of `input`, a file or a folder, into one set. A file of several that cannot be read
/// is skipped. Throws DataError and IoError when not one clip is left, with the first reason.
/// `progress` hears how many files are done.
MocapSet read_mocap(const std::vector<std::string>& files, const std::string& input,
                    const MocapOptions& options, const std::function<void(Index done)>& progress);

}  // namespace posegrad::pose::mocap
