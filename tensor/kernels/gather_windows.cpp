#include "tensor/kernels/gather_windows.h"

#include <fmt/format.h>

namespace posegrad::kernels {
namespace {

constexpr int kNumbersPerWindow = 4;

void require_integers(const Tensor& x, const char* name, const Shape& shape) {
  if (!x.defined() || x.dtype() != DType::i64)
    throw DTypeError(fmt::format("gather_windows: '{}' must hold i64", name));
  if (!(x.shape() == shape))
    throw ShapeError(fmt::format("gather_windows: '{}' has shape {}; expected {}", name,
                                 x.shape().to_string(), shape.to_string()));
}

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
  if (frames.rank() != 3)
    throw ShapeError(fmt::format("gather_windows: 'frames' has shape {}; expected (T, K, F)",
                                 frames.shape().to_string()));
  require_integers(swap, "swap", {frames.dim(1)});
  require_integers(windows, "windows",
                   {windows.rank() == 2 ? windows.dim(0) : 0, kNumbersPerWindow});
  if (windows.device() == Device::cpu) require_inside(windows, frames.dim(0));
  Tensor y = Tensor::empty({windows.dim(0), length, frames.dim(1), frames.dim(2)}, frames.dtype(),
                           frames.device());
  dispatch(GatherWindows{frames, windows, swap, y});
  return y;
}

}  // namespace posegrad::kernels
