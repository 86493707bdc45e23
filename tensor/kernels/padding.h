#pragma once
#include <algorithm>

#include "tensor/dtype.h"

namespace posegrad::kernels {

/// What a window sees beyond the edge of a picture, along one axis: `valid`, it never stands there;
/// `same`, one result for every `stride` positions, and of the positions that are added the odd one
/// lies behind. Source: TensorFlow, "Notes on padding" of tf.nn.
enum class Padding { valid, same };

/// Results along an axis, and positions added before its first.
struct Padded {
  Index out, before;
};

/// Of an axis of `size` positions. With `valid`, no result where the window is longer than the axis.
constexpr Padded padded(Index size, Index window, Index stride, Padding padding) {
  if (padding == Padding::valid) return {size < window ? 0 : (size - window) / stride + 1, 0};
  const Index out = (size + stride - 1) / stride;
  return {out, std::max<Index>((out - 1) * stride + window - size, 0) / 2};
}

}  // namespace posegrad::kernels
