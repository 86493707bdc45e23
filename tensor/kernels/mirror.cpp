#include "tensor/kernels/mirror.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace posegrad::kernels {
namespace {

void require_inside(const Tensor& windows, Index T) {
  const auto* const list = reinterpret_cast<const FrameWindow*>(windows.bytes());
  for (const FrameWindow& window : std::span(list, static_cast<std::size_t>(windows.dim(0))))
    if (window.first < 0 || window.last < window.first || window.last >= T)
      throw ValueError(fmt::format("gather_windows: frames {} to {} do not lie in [0, {})",
                                   window.first, window.last, T));
}

}  // namespace

Tensor gather_windows(const Tensor& frames, const Tensor& windows, const Tensor& swap,
                      Index length) {
  GatherWindows op{frames, windows, swap};
  Dims dims(op);
  if (windows.device() == Device::cpu) require_inside(windows, dims["T"]);
  dims.set("L", length);
  return result_of(op, dims);
}

Reference GatherWindows::reference(int, Index element) const {
  const Index L = dim<"L">(*this), K = dim<"K">(*this), F = dim<"F">(*this);
  const Index f = element % F, k = element / F % K, l = element / (F * K) % L,
              b = element / (F * K * L);
  const auto window = [&](Index number) { return static_cast<Index>(windows.at(4 * b + number)); };
  const Index frame = std::min(std::max(window(0) + l, window(1)), window(2));
  const bool mirrored = window(3) != 0;
  const Index joint = mirrored ? static_cast<Index>(swap.at(k)) : k;
  const double value = frames.at((frame * K + joint) * F + f);
  return exact(mirrored && f == 0 ? -value : value);
}

void merge_mirrored(const Tensor& plain, const Tensor& mirrored, const Tensor& swap,
                    const Tensor& y) {
  result_of(MergeMirrored{plain, mirrored, swap, y});
}

Reference MergeMirrored::reference(int, Index element) const {
  const Index J = dim<"J">(*this), D = dim<"D">(*this);
  const Index d = element % D, j = element / D % J, t = element / (D * J);
  const double a = plain.at(element),
               b = mirrored.at((t * J + static_cast<Index>(swap.at(j))) * D + d);
  return {(d == 0 ? a - b : a + b) / 2, (std::abs(a) + std::abs(b)) / 2, 1};
}

}  // namespace posegrad::kernels
