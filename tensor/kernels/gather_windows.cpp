#include "tensor/kernels/gather_windows.h"

#include <algorithm>

#include <fmt/format.h>

namespace posegrad::kernels {
namespace {

constexpr int kNumbersPerWindow = 4;

void require_inside(const Tensor& windows, Index T) {
  const auto numbers = windows.cpu_view<Index>();
  for (std::size_t at = 0; at < numbers.size(); at += kNumbersPerWindow) {
    const Index first = numbers[at + 1], last = numbers[at + 2];
    if (first < 0 || last < first || last >= T)
      throw ValueError(
          fmt::format("gather_windows: frames {} to {} do not lie in [0, {})", first, last, T));
  }
}

}  // namespace

Tensor gather_windows(const Tensor& frames, const Tensor& windows, const Tensor& swap,
                      Index length) {
  const GatherWindows op{frames, windows, swap};
  Dims dims(op);
  if (windows.device() == Device::cpu) require_inside(windows, dims["T"]);
  dims.set("L", length);
  return result_of(op, dims);
}

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

}  // namespace posegrad::kernels
