#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "pose/data/mocap/clip.h"
#include "pose/data/pose_set.h"

namespace posegrad::pose::mocap {

/// A clip or file that is not in the set.
struct Skipped {
  std::string name;    // file, or file and clip
  std::string kind;    // for counting
  std::string detail;  // may be empty
};

/// What became of the input.
struct MocapSet {
  Positions3d positions;  // (T, 22, 3), the reference body, 50 frames a second
  Index clips = 0, frames = 0;
  std::vector<Skipped> skipped;
};

/// Puts clips of any number of files together.
class MocapSetBuilder {
 public:
  /// Checks a clip and adds it as the reference body does it; a faulty one is noted as skipped.
  /// `file` is for its name there. A second clip of a name and subject gets a number.
  void add(const Clip& clip, const std::string& file);
  void skip(Skipped clip) { set_.skipped.push_back(std::move(clip)); }
  MocapSet take() { return std::move(set_); }

 private:
  Subject3d& subject(const std::string& name);
  MocapSet set_;
};

/// Files of motion capture at a path: itself, or those below a folder, sorted. Throws IoError when
/// there are none.
std::vector<std::string> mocap_files(const std::string& path);

/// Reads files into one set. A file of a folder that cannot be read is skipped; DataError when not
/// one clip is left, with the first reason. `progress` hears how many files are done.
MocapSet read_mocap(const std::vector<std::string>& files,
                    const std::function<void(Index done)>& progress);

}  // namespace posegrad::pose::mocap
