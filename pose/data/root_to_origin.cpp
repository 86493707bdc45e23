#include "pose/data/root_to_origin.h"

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::pose {

void root_to_origin(const Tensor& x, const Tensor& y) {
  kernels::require_defined("root_to_origin", "x", x);
  kernels::require_alike("root_to_origin", "x", x, "y", y);
  if (x.rank() < 2 || x.dim(-1) != 3)
    throw ShapeError(fmt::format("root_to_origin: 'x' has shape {}; expected (..., J, 3)",
                                 x.shape().to_string()));
  dispatch(RootToOrigin{x, y});
}

}  // namespace posegrad::pose
