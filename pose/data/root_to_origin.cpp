#include "pose/data/root_to_origin.h"

#include <fmt/format.h>

namespace posegrad::pose {

void root_to_origin(const Tensor& x, const Tensor& y) { result_of(RootToOrigin{x, y}); }

Reference RootToOrigin::reference(int, Index element) const {
  const bool is_root = element / 3 % x.dim(-2) == 0;
  return {is_root ? 0 : x.at(element), 0, 0};
}

}  // namespace posegrad::pose
