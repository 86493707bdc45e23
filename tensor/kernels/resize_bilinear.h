#pragma once
#include <array>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// Where the pixels of the larger or smaller picture lie in the other, along an axis of `in` pixels
/// that becomes one of `out`.
enum class PixelCenters {
  half_pixel,  // (i + 0.5) in / out - 0.5: pixels are squares, the edges of both pictures coincide
  align_corners,  // i (in - 1) / (out - 1), 0 if out = 1: points, of which the outermost coincide
};

/// What pixel i of the new picture is made of, along one axis: of the pixels `low` and `high`, `share`
/// of the latter. What lies beyond the outermost pixel's centre is that pixel.
struct PixelShares {
  Index low, high;
  double share;

  /// Products of whole numbers come before the one division: no compiler fuses anything here, and the
  /// place is the same everywhere.
  POSEGRAD_HOST_DEVICE static PixelShares of(Index i, Index in, Index out, PixelCenters centers) {
    double place = 0;
    if (centers == PixelCenters::half_pixel)
      place = static_cast<double>((2 * i + 1) * in) / static_cast<double>(2 * out) - 0.5;
    else if (out > 1)
      place = static_cast<double>(i * (in - 1)) / static_cast<double>(out - 1);
    const auto last = static_cast<double>(in - 1);
    place = place < 0 ? 0 : place > last ? last : place;
    const auto low = static_cast<Index>(place);
    return {low, low + 1 < in ? low + 1 : low, place - static_cast<double>(low)};
  }
  POSEGRAD_HOST_DEVICE double of_pixel(Index s) const { return s == low ? 1 - share : share; }
};

/// The pixels [begin, end) of the new picture that are made of pixel s of the other.
struct PixelsMadeOf {
  Index begin, end;

  POSEGRAD_HOST_DEVICE static PixelsMadeOf pixel(Index s, Index in, Index out,
                                                 PixelCenters centers) {
    return {first(s - 1, in, out, centers), first(s + 1, in, out, centers)};
  }

 private:
  // The first whose `low` is not below s: `low` never falls.
  POSEGRAD_HOST_DEVICE static Index first(Index s, Index in, Index out, PixelCenters centers) {
    Index below = 0, end = out;
    while (below < end) {
      const Index middle = (below + end) / 2;
      if (PixelShares::of(middle, in, out, centers).low < s)
        below = middle + 1;
      else
        end = middle;
    }
    return end;
  }
};

/// x (N, H, W, C) -> y (N, H_out, W_out, C). Where it makes pictures smaller it leaves pixels out.
/// Source: TensorFlow's ResizeBilinear.
struct ResizeBilinear {
  static constexpr OpInfo info{
      .name = "resize_bilinear",
      .formula = "y[n,i,j,c] = sum_{h,w} v[i,h] u[j,w] x[n,h,w,c], v and u the bilinear shares",
      .shapes = "x (N, H, W, C) -> y (N, H_out, W_out, C)",
      .gradient = "dx: resize_bilinear_grad(dy)",
      .roundings = "6",
      .magnitude = "sum_{h,w} |v u x|",
      .flops = "9*N*H_out*W_out*C",
  };
  Tensor x;
  PixelCenters centers = PixelCenters::half_pixel;
  Tensor y = {};
  static constexpr std::array inputs{&ResizeBilinear::x};
  static constexpr std::array outputs{&ResizeBilinear::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// dy (N, H_out, W_out, C) -> dx (N, H, W, C).
struct ResizeBilinearGrad {
  static constexpr OpInfo info{
      .name = "resize_bilinear_grad",
      .formula = "dx[n,h,w,c] = sum_{i,j} v[i,h] u[j,w] dy[n,i,j,c]",
      .shapes = "dy (N, H_out, W_out, C) -> dx (N, H, W, C)",
      .gradient = "none: it is the gradient of resize_bilinear itself",
      .roundings = "H_out*W_out + 4",
      .magnitude = "sum_{i,j} |v u dy|",
      .flops = "9*N*H_out*W_out*C",
      .stem = "resize_bilinear",
  };
  Tensor dy;
  PixelCenters centers = PixelCenters::half_pixel;
  Tensor dx = {};
  static constexpr std::array inputs{&ResizeBilinearGrad::dy};
  static constexpr std::array outputs{&ResizeBilinearGrad::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Throw ValueError for a size below 1, ShapeError unless x has four axes and pixels. The gradient's
/// H and W are x's.
Tensor resize_bilinear(const Tensor& x, Index H_out, Index W_out, PixelCenters centers);
Tensor resize_bilinear_grad(const Tensor& dy, Index H, Index W, PixelCenters centers);

}  // namespace posegrad::kernels
