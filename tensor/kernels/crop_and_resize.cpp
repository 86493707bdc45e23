#include "tensor/kernels/crop_and_resize.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

namespace posegrad::kernels {

Tensor crop_and_resize(const Tensor& picture, const PixelBox& box, Index H_out, Index W_out) {
  CropAndResize op{picture, box};
  Dims dims(op);
  if (H_out < 1 || W_out < 1)
    throw ValueError(
        fmt::format("crop_and_resize: to {} x {} pixels; both must be at least 1", H_out, W_out));
  if (dims["W"] > std::numeric_limits<std::int32_t>::max())  // what the kernel keeps columns in
    dims.fail(fmt::format("rows of {} pixels are too long", dims["W"]));
  // Edges so far out that their distance overflows are no picture's.
  if (!std::isfinite(box.bottom - box.top) || !std::isfinite(box.right - box.left))
    throw ValueError(fmt::format("crop_and_resize: the box from ({}, {}) to ({}, {}) is not finite",
                                 box.top, box.left, box.bottom, box.right));
  dims.set("H_out", H_out);
  dims.set("W_out", W_out);
  return result_of(op, dims);
}

Reference CropAndResize::reference(int, Index element) const {
  const Index H = dim<"H">(*this), W = dim<"W">(*this), W_out = dim<"W_out">(*this);
  const Index colour = element % 3, j = element / 3 % W_out, i = element / (3 * W_out);
  const double row = sample_place(i, dim<"H_out">(*this), box.top, box.bottom),
               column = sample_place(j, W_out, box.left, box.right);
  if (row < 0 || row > static_cast<double>(H - 1) || column < 0 ||
      column > static_cast<double>(W - 1))
    return exact(0);
  const auto at = [&](double h, double w) {
    return picture.at((static_cast<Index>(h) * W + static_cast<Index>(w)) * 4 + 2 - colour);
  };
  const double top = std::floor(row), bottom = std::ceil(row), left = std::floor(column),
               right = std::ceil(column);
  const double down = row - top, across = column - left;
  const double value = (1 - down) * ((1 - across) * at(top, left) + across * at(top, right)) +
                       down * ((1 - across) * at(bottom, left) + across * at(bottom, right));
  return {value, value, 6};
}

}  // namespace posegrad::kernels
