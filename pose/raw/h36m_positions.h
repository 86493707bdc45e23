#pragma once
#include <functional>
#include <string>

#include "pose/data/pose_set.h"
#include "pose/raw/h36m_names.h"
#include "pose/raw/inventory.h"

namespace posegrad::pose::raw {

struct H36mPoses {
  Positions3d positions;  // (T, 32, 3), world space, metres; subjects as known, actions by name
  Inventory inventory;
};

/// All three kinds of poses give the same numbers. What is read and noted: see collect_h36m().
/// `progress` hears how many recordings are read. Throws IoError; DataError: no recording at all, a
/// broken file, one of another shape, a number that is not finite.
H36mPoses read_h36m_positions(const std::string& input, H36mKind kind,
                              const std::function<void(Index done)>& progress = {});

}  // namespace posegrad::pose::raw
