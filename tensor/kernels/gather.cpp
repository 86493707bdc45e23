#include "tensor/kernels/gather.h"

#include <fmt/format.h>

#include "tensor/kernels/axis_view.h"

namespace posegrad::kernels {
namespace {

void require_positions(std::string_view op, const Tensor& positions, Index L) {
  if (positions.device() != Device::cpu) return;
  for (const Index position : positions.cpu_view<Index>())
    if (position < 0 || position >= L)
      throw ValueError(fmt::format("{}: the position {} does not lie in [0, {})", op, position, L));
}

}  // namespace

Tensor gather(const Tensor& x, int axis, const Tensor& positions) {
  Gather op{x, positions, axis};
  const Dims dims(op);
  op.axis = dims.axis();
  require_positions("gather", positions, dims["L"]);
  return result_of(op, dims);
}

Tensor gather_grad(const Tensor& dy, int axis, const Tensor& positions, Index L) {
  GatherGrad op{dy, positions, axis};
  Dims dims(op);
  op.axis = dims.axis();
  require_positions("gather_grad", positions, L);
  dims.set("L", L);
  return result_of(op, dims);
}

Reference Gather::reference(int, Index element) const {
  const auto [o, p, c] = AxisView(y.shape(), axis).position(element);
  return {x.at(AxisView(x.shape(), axis)
                   .element(o, positions.cpu_view<Index>()[static_cast<std::size_t>(p)], c)),
          0, 0};
}

Reference GatherGrad::reference(int, Index element) const {
  const auto [o, i, c] = AxisView(dx.shape(), axis).position(element);
  const AxisView from(dy.shape(), axis);
  ReferenceSum sum;
  for (Index p = 0; p < from.size; ++p)
    if (positions.cpu_view<Index>()[static_cast<std::size_t>(p)] == i)
      sum.add(dy.at(from.element(o, p, c)));
  return sum.result();
}

}  // namespace posegrad::kernels
