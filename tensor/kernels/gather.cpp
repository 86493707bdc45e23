#include "tensor/kernels/gather.h"

#include <fmt/format.h>

#include "tensor/kernels/checks.h"

namespace posegrad::kernels {
namespace {

void require_positions(std::string_view op, const Tensor& positions, Index L) {
  require_defined(op, "positions", positions);
  if (positions.dtype() != DType::i64)
    throw DTypeError(
        fmt::format("{}: 'positions' holds {}; i64 is needed", op, name_of(positions.dtype())));
  if (positions.rank() != 1)
    throw ShapeError(fmt::format("{}: 'positions' has shape {}; expected (P,)", op,
                                 positions.shape().to_string()));
  if (positions.device() != Device::cpu) return;
  for (const Index position : positions.cpu_view<Index>())
    if (position < 0 || position >= L)
      throw ValueError(fmt::format("{}: the position {} does not lie in [0, {})", op, position, L));
}

}  // namespace

Tensor gather(const Tensor& x, int signed_axis, const Tensor& positions) {
  require_defined("gather", "x", x);
  const int axis = x.shape().axis(signed_axis);
  require_positions("gather", positions, x.dim(axis));
  Tensor y = Tensor::empty(x.shape().with(axis, positions.numel()), x.dtype(), x.device());
  dispatch(Gather{x, positions, axis, y});
  return y;
}

Tensor gather_grad(const Tensor& dy, int signed_axis, const Tensor& positions, Index L) {
  require_defined("gather_grad", "dy", dy);
  const int axis = dy.shape().axis(signed_axis);
  require_positions("gather_grad", positions, L);
  if (dy.dim(axis) != positions.numel())
    throw ShapeError(fmt::format(
        "gather_grad: 'dy' has shape {}; expected {} along axis {}, one for each position",
        dy.shape().to_string(), positions.numel(), axis));
  Tensor dx = Tensor::empty(dy.shape().with(axis, L), dy.dtype(), dy.device());
  dispatch(GatherGrad{dy, positions, axis, dx});
  return dx;
}

}  // namespace posegrad::kernels
