#pragma once
#include <array>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// A part of a picture, in pixels; the centre of pixel i is at i. It may reach beyond the picture;
/// where bottom is above top the part stands on its head.
struct PixelBox {
  double top = 0, left = 0, bottom = 0, right = 0;
};

/// A part of a picture with other sizes, by bilinear sampling; the outermost samples lie on the box.
/// picture (H, W, 4) u8: blue, green, red and a byte that is not read -> y (1, H_out, W_out, 3) f32:
/// red, green, blue in 0..255.
/// Source: TensorFlow's CropAndResize, whose y1 is top / (H - 1), and so on.
struct CropAndResize {
  static constexpr OpInfo info{
      .name = "crop_and_resize",
      .formula =
          "y[0,i,j,k] = sum_{h,w} v[i,h] u[j,w] picture[h,w,2-k], v and u the bilinear shares of "
          "the pixels around (top + i (bottom - top) / (H_out - 1), left + j (right - left) / "
          "(W_out - 1)); 0 for a place outside of the picture",
      .shapes = "picture (H, W, 4) u8 -> y (1, H_out, W_out, 3) f32",
      .gradient = "none: pictures are not differentiated",
      .roundings = "6",
      .magnitude = "|y|",
      .flops = "27*H_out*W_out",
      .bytes = "28*H_out*W_out",
  };
  Tensor picture;
  PixelBox box;
  Tensor y = {};
  static constexpr std::array inputs{&CropAndResize::picture};
  static constexpr std::array outputs{&CropAndResize::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Where sample i of `count` lies, of which the first and last lie at `first` and `last`; a single one
/// in the middle.
POSEGRAD_HOST_DEVICE inline double sample_place(Index i, Index count, double first, double last) {
  if (count == 1) return 0.5 * (first + last);
  if (i == count - 1) return last;  // not a rounding beyond it, where the picture may end
  return first + static_cast<double>(i) * (last - first) / static_cast<double>(count - 1);
}

/// What a sample is made of, along an axis of `size` pixels: of the pixels `low` and `high`. Outside of
/// them both shares are 0.
struct SampleShares {
  Index low = 0, high = 0;
  float of_low = 0, of_high = 0;

  POSEGRAD_HOST_DEVICE bool is_outside() const { return of_low + of_high == 0; }

  POSEGRAD_HOST_DEVICE static SampleShares at(double place, Index size) {
    if (!(place >= 0 && place <= static_cast<double>(size - 1))) return {};
    const auto low = static_cast<Index>(place);
    const double share = place - static_cast<double>(low);
    return {low, low + 1 < size ? low + 1 : low, static_cast<float>(1 - share),
            static_cast<float>(share)};
  }
};

/// Throws ShapeError or DTypeError for another picture, ValueError for a size below 1 or a box that is
/// not finite.
Tensor crop_and_resize(const Tensor& picture, const PixelBox& box, Index H_out, Index W_out);

}  // namespace posegrad::kernels
