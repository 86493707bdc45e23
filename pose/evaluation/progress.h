#pragma once
#include <functional>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// Called with the frames done so far, of all.
using EvaluationProgress = std::function<void(Index frames_done, Index frames)>;

}  // namespace posegrad::pose
