#include "tensor/kernels/concat.h"

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {

Tensor concat(const Tensor& a, const Tensor& b, int signed_axis) {
  require_defined("concat", "a", a);
  require_defined("concat", "b", b);
  const int axis = a.shape().axis(signed_axis);
  if (b.rank() != a.rank() || !(b.shape().with(axis, a.dim(axis)) == a.shape()))
    throw ShapeError(
        fmt::format("concat: 'b' has shape {}, which differs from 'a' {} not only in axis {}",
                    b.shape().to_string(), a.shape().to_string(), axis));
  if (a.dtype() != b.dtype())
    throw DTypeError(fmt::format("concat: 'b' holds {}, but 'a' holds {}", name_of(b.dtype()),
                                 name_of(a.dtype())));
  Tensor y = Tensor::empty(a.shape().with(axis, a.dim(axis) + b.dim(axis)), a.dtype(), a.device());
  dispatch(Concat{a, b, axis, y});
  return y;
}

}  // namespace posegrad::kernels
