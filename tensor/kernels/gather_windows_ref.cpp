#include <algorithm>

#include "tensor/kernels/gather_windows.h"

namespace posegrad::kernels {

Reference GatherWindows::reference(int, Index element) const {
  const Index L = y.dim(1), K = y.dim(2), F = y.dim(3);
  const Index f = element % F, k = element / F % K, l = element / (F * K) % L,
              b = element / (F * K * L);
  const auto window = [&](Index number) { return static_cast<Index>(windows.at(4 * b + number)); };
  const Index frame = std::min(std::max(window(0) + l, window(1)), window(2));
  const bool mirrored = window(3) != 0;
  const Index joint = mirrored ? static_cast<Index>(swap.at(k)) : k;
  const double value = frames.at((frame * K + joint) * F + f);
  return {mirrored && f == 0 ? -value : value, 0, 0};
}

double GatherWindows::bytes() const {
  return static_cast<double>(2 * y.nbytes() + windows.nbytes() + swap.nbytes());
}

}  // namespace posegrad::kernels
