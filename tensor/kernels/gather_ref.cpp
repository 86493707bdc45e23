#include "tensor/kernels/axis_view.h"
#include "tensor/kernels/gather.h"

namespace posegrad::kernels {

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

double Gather::flops() const { return 0; }
// Of x only what is taken.
double Gather::bytes() const { return static_cast<double>(2 * y.nbytes() + positions.nbytes()); }
double GatherGrad::flops() const { return static_cast<double>(dy.numel()); }

}  // namespace posegrad::kernels
