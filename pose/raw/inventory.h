#pragma once
#include <string>
#include <utility>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose::raw {

/// What is said of a data set that was put together from raw files.
struct Inventory {
  std::vector<std::string> found;    // a line for every subject
  std::vector<std::string> missing;  // "S5: all recordings", "S6: Walking 1, camera 60457274"
  std::vector<std::string> remarks;  // what was left out, renamed, or is not as known

  /// "S5: all recordings; S6: Walking 1; ..., and 12 more". Empty when nothing is missing.
  std::string missing_text() const;
};

/// "Walking, Walking 1, Sitting": the first six, then how many more there are.
std::string listed(const std::vector<std::string>& names);

/// "1 frame", "62,094 frames"
std::string counted(Index count, const std::string& what);

}  // namespace posegrad::pose::raw
