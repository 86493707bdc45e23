#include "tensor/kernels/gather.h"

#include <algorithm>

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
  return {mirrored && f == 0 ? -value : value, 0, 0};
}

}  // namespace posegrad::kernels
