#include <cmath>

#include "tensor/kernels/axis_view.h"
#include "tensor/kernels/slice.h"

namespace posegrad::kernels {

Reference Slice::reference(int, Index element) const {
  const auto [o, i, c] = AxisView(y.shape(), axis).position(element);
  return {x.at(AxisView(x.shape(), axis).element(o, range.start + i * range.step, c)), 0, 0};
}

Reference SliceGrad::reference(int, Index element) const {
  const auto [o, s, c] = AxisView(dx.shape(), axis).position(element);
  const AxisView from(dy.shape(), axis);
  for (Index i = 0; i < from.size; ++i)
    if (s == range.start + i * range.step) return {dy.at(from.element(o, i, c)), 0, 0};
  return {0, 0, 0};
}

Reference SliceAddInto::reference(int, Index element) const {
  const auto [o, s, c] = AxisView(sum.shape(), axis).position(element);
  const AxisView from(dy.shape(), axis);
  const double before = sum.at(element);
  for (Index i = 0; i < from.size; ++i)
    if (s == range.start + i * range.step) {
      const double added = dy.at(from.element(o, i, c));
      return {before + added, std::abs(before) + std::abs(added), 1};
    }
  return {before, 0, 0};
}

double SliceAddInto::flops() const { return static_cast<double>(dy.numel()); }
double Slice::flops() const { return 0; }
double SliceGrad::flops() const { return 0; }

// Of x, and of the sum, only the positions of the range.
double Slice::bytes() const { return 2.0 * static_cast<double>(y.nbytes()); }
double SliceAddInto::bytes() const { return 3.0 * static_cast<double>(dy.nbytes()); }

}  // namespace posegrad::kernels
