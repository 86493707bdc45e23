#include "tensor/kernels/axis_view.h"
#include "tensor/kernels/concat.h"
#include "tensor/kernels/move_cuda.h"

namespace posegrad::kernels {

// What a sample of y has of a, then what it has of b.
void Concat::cuda() const {
  const AxisView view(y.shape(), axis);
  const Index row = view.inner * static_cast<Index>(size_of(y.dtype()));
  const Index from_a = a.dim(axis) * row, from_b = b.dim(axis) * row;
  const RowSteps to{from_a + from_b, 0};
  move_rows(view.outer, 1, from_a, a.bytes(), {from_a, 0}, y.bytes(), to);
  move_rows(view.outer, 1, from_b, b.bytes(), {from_b, 0}, y.bytes() + from_a, to);
}

}  // namespace posegrad::kernels
