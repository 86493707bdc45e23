#pragma once
#include <array>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"
#include "tensor/kernels/padding.h"

namespace posegrad::kernels {

/// Windows of size x size pixels, `stride` apart. What padding adds never counts.
struct Pool2dOptions {
  Index size = 2;
  Index stride = 2;
  Padding padding = Padding::valid;
};

/// Sizes of a pooling and of its gradient.
struct Pool2dGeometry {
  Index N, H, W, C, size, stride;
  Padded rows, columns;

  template <class Op>
  explicit Pool2dGeometry(const Op& op)
      : N(dim<"N">(op)),
        H(dim<"H">(op)),
        W(dim<"W">(op)),
        C(dim<"C">(op)),
        size(op.options.size),
        stride(op.options.stride),
        rows(padded(H, size, stride, op.options.padding)),
        columns(padded(W, size, stride, op.options.padding)) {}

  /// Positions [begin, end) along an axis.
  struct Range {
    Index begin, end;
  };
  /// The pixels of window i, and the windows that hold pixel s.
  POSEGRAD_HOST_DEVICE Range pixels(Index i, Index count, Padded axis) const {
    const Index first = i * stride - axis.before;
    return {first < 0 ? 0 : first, first + size < count ? first + size : count};
  }
  POSEGRAD_HOST_DEVICE Range windows(Index s, Padded axis) const {
    const Index at = s + axis.before, last = at / stride + 1;
    return {at < size ? 0 : (at - size) / stride + 1, last < axis.out ? last : axis.out};
  }
};

/// The largest number of each window.  x (N, H, W, C) -> y (N, H_out, W_out, C). A NaN counts as
/// larger than any number, so that it is seen.
struct MaxPool2d {
  static constexpr OpInfo info{
      .name = "max_pool2d",
      .formula = "y[n,i,j,c] = max of x[n,h,w,c] over the pixels (h, w) of window (i, j)",
      .shapes = "x (N, H, W, C) -> y (N, H_out, W_out, C)",
      .gradient = "dx: max_pool2d_grad(dy, x)",
      .flops = "N*H*W*C",
  };
  Tensor x;
  Pool2dOptions options;
  Tensor y = {};
  static constexpr std::array inputs{&MaxPool2d::x};
  static constexpr std::array outputs{&MaxPool2d::y};
  /// Whether a window's number takes the place of the largest one before it.
  template <class T>
  static POSEGRAD_HOST_DEVICE bool is_larger(T number, T than) {
    return number > than || (number != number && than == than);
  }
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// dy (N, H_out, W_out, C), x (N, H, W, C) -> dx (N, H, W, C). Of equal numbers the first has it all,
/// row by row.
struct MaxPool2dGrad {
  static constexpr OpInfo info{
      .name = "max_pool2d_grad",
      .formula = "dx[n,h,w,c] = sum of dy[n,i,j,c] over the windows whose largest is x[n,h,w,c]",
      .shapes = "dy (N, H_out, W_out, C), x (N, H, W, C) -> dx (N, H, W, C)",
      .gradient = "none: it is the gradient of max_pool2d itself",
      .roundings = "H_out*W_out",
      .magnitude = "sum |dy|",
      .flops = "N*H*W*C + N*H_out*W_out*C",
      .stem = "max_pool2d",
  };
  Tensor dy, x;
  Pool2dOptions options;
  Tensor dx = {};
  static constexpr std::array inputs{&MaxPool2dGrad::dy, &MaxPool2dGrad::x};
  static constexpr std::array outputs{&MaxPool2dGrad::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Throw ValueError for a size or stride below 1, ShapeError unless the shapes are those above and,
/// without padding, a window fits into the picture.
Tensor max_pool2d(const Tensor& x, Index size, Index stride, Padding padding = Padding::valid);
Tensor max_pool2d_grad(const Tensor& dy, const Tensor& x, Index size, Index stride,
                       Padding padding = Padding::valid);

}  // namespace posegrad::kernels
