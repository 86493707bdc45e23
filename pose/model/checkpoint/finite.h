#pragma once
#include <string>

#include "pose/model/checkpoint/checkpoint.h"

namespace posegrad::pose {

/// Throws NumericError "WHAT became NaN in WHEN: ..." unless the value is finite.
void require_finite(const std::string& what, double value, const std::string& when);

/// The same for every number of the models: a step can spoil them without spoiling the loss before
/// it, and such a checkpoint must not replace a good one.
void require_finite(const Checkpoint& checkpoint);

/// The first number that is not finite; 0 when there is none.
double first_not_finite(const Tensor& tensor);

}  // namespace posegrad::pose
