#include <cstring>

#include "tensor/kernels/axis_view.h"
#include "tensor/kernels/concat.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {

void Concat::cpu() const {
  const AxisView view(y.shape(), axis);
  if (y.nbytes() == 0) return;
  const std::size_t row = static_cast<std::size_t>(view.inner) * size_of(y.dtype());
  const std::size_t from_a = static_cast<std::size_t>(a.dim(axis)) * row;
  const std::size_t from_b = static_cast<std::size_t>(b.dim(axis)) * row;
  parallel_for(
      view.outer, 0.1 * static_cast<double>(from_a + from_b) + 2, [&](Index begin, Index end) {
        for (auto o = static_cast<std::size_t>(begin); o < static_cast<std::size_t>(end); ++o) {
          std::byte* const target = y.bytes() + o * (from_a + from_b);
          std::memcpy(target, a.bytes() + o * from_a, from_a);
          std::memcpy(target + from_a, b.bytes() + o * from_b, from_b);
        }
      });
}

}  // namespace posegrad::kernels
