#pragma once
#include <string>

namespace posegrad::apps {

/// Keeps a checkpoint folder for one training: two would write over each other's checkpoints.
/// Throws IoError when another program has it. On a file system without locks it keeps nothing.
class FolderLock {
 public:
  /// A folder that is not there needs none.
  explicit FolderLock(const std::string& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
};

}  // namespace posegrad::apps
