#include "tensor/kernels/resize_bilinear.h"

#include <fmt/format.h>

namespace posegrad::kernels {
namespace {

// To H x W pixels, from a picture that has some.
void require_sizes(std::string_view op, const Dims& dims, Index H, Index W, Index from_H,
                   Index from_W) {
  if (H < 1 || W < 1)
    throw ValueError(fmt::format("{}: to {} x {} pixels; both must be at least 1", op, H, W));
  if (from_H < 1 || from_W < 1)
    dims.fail(fmt::format("a picture of {} x {} has no pixels", from_H, from_W));
}

}  // namespace

Tensor resize_bilinear(const Tensor& x, Index H_out, Index W_out, PixelCenters centers) {
  ResizeBilinear op{x, centers};
  Dims dims(op);
  require_sizes(op.info.name, dims, H_out, W_out, dims["H"], dims["W"]);
  dims.set("H_out", H_out);
  dims.set("W_out", W_out);
  return result_of(op, dims);
}

Tensor resize_bilinear_grad(const Tensor& dy, Index H, Index W, PixelCenters centers) {
  ResizeBilinearGrad op{dy, centers};
  Dims dims(op);
  require_sizes(op.info.name, dims, H, W, dims["H_out"], dims["W_out"]);
  dims.set("H", H);
  dims.set("W", W);
  return result_of(op, dims);
}

Reference ResizeBilinear::reference(int, Index element) const {
  const Index H = dim<"H">(*this), W = dim<"W">(*this), C = dim<"C">(*this),
              H_out = dim<"H_out">(*this), W_out = dim<"W_out">(*this);
  const Index c = element % C, j = element / C % W_out, i = element / (C * W_out) % H_out,
              n = element / (C * W_out * H_out);
  const PixelShares row = PixelShares::of(i, H, H_out, centers),
                    column = PixelShares::of(j, W, W_out, centers);
  const auto at = [&](Index h, Index w) { return x.at(((n * H + h) * W + w) * C + c); };
  ReferenceSum sum;
  sum.add((1 - row.share) * (1 - column.share) * at(row.low, column.low));
  sum.add((1 - row.share) * column.share * at(row.low, column.high));
  sum.add(row.share * (1 - column.share) * at(row.high, column.low));
  sum.add(row.share * column.share * at(row.high, column.high));
  return sum.result(2);
}

Reference ResizeBilinearGrad::reference(int, Index element) const {
  const Index H = dim<"H">(*this), W = dim<"W">(*this), C = dim<"C">(*this),
              H_out = dim<"H_out">(*this), W_out = dim<"W_out">(*this);
  const Index c = element % C, w = element / C % W, h = element / (C * W) % H,
              n = element / (C * W * H);
  ReferenceSum sum;
  for (Index i = 0; i < H_out; ++i) {
    const PixelShares row = PixelShares::of(i, H, H_out, centers);
    if (h != row.low && h != row.high) continue;
    for (Index j = 0; j < W_out; ++j) {
      const PixelShares column = PixelShares::of(j, W, W_out, centers);
      if (w != column.low && w != column.high) continue;
      sum.add(row.of_pixel(h) * column.of_pixel(w) * dy.at(((n * H_out + i) * W_out + j) * C + c));
    }
  }
  return sum.result(4);
}

}  // namespace posegrad::kernels
