#include "pose/data/collect.h"

namespace posegrad::pose {

Reference Collect::reference(int, Index element) const { return {x.at(element), 0, 0}; }

}  // namespace posegrad::pose
