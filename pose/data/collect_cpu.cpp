#include "pose/data/collect.h"

namespace posegrad::pose {

void Collect::cpu() const { y.copy_from(x); }

}  // namespace posegrad::pose
