#pragma once
#include <array>
#include <limits>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"
#include "tensor/kernels/padding.h"

namespace posegrad::kernels {

/// How a filter walks over a picture, the same way along both axes. `groups`: the channels are cut
/// into so many parts that do not see each other.
struct Conv2dOptions {
  Index stride = 1;
  Padding padding = Padding::same;
  Index groups = 1;
};

constexpr double kUnbounded = std::numeric_limits<double>::infinity();

/// Convolution of pictures. Filters lie as TensorFlow's do: neighbouring output channels side by side.
/// C_group = C_in / groups; output o belongs to group g = o / (C_out / groups). `top` and `left` are the
/// zeros that the padding puts before the picture (Padded::before); x is 0 outside of it.
struct Conv2d {
  static constexpr OpInfo info{
      .name = "conv2d",
      .formula =
          "y[n,p,q,o] = sum_{k,l,i} w[k,l,i,o] x[n, p*stride + k - top, q*stride + l - left, "
          "g*C_group + i], 0 outside of x",
      .shapes = "x (N, H, W, C_in), w (K_h, K_w, C_group, C_out) -> y (N, H_out, W_out, C_out)",
      .gradient = "dx: conv2d_grad_x(dy, w); dw: conv2d_grad_w(dy, x)",
      .roundings = "K_h*K_w*C_group + 2",
      .magnitude = "sum_{k,l,i} |w x|",
      .flops = "2*N*H_out*W_out*C_out*K_h*K_w*C_group",
  };
  Tensor x, w;
  Conv2dOptions options;
  Tensor y = {};
  static constexpr std::array inputs{&Conv2d::x, &Conv2d::w};
  static constexpr std::array outputs{&Conv2d::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// For inference, in one pass: with the bias, and the result held between two bounds. ReLU is (0, inf),
/// ReLU6 (0, 6). The bounds are rounded to the tensor's type first. A NaN stays a NaN.
struct Conv2dBiasClamp {
  static constexpr OpInfo info{
      .name = "conv2d_bias_clamp",
      .formula = "y[n,p,q,o] = min(max(b[o] + conv2d(x, w)[n,p,q,o], low), high)",
      .shapes =
          "x (N, H, W, C_in), w (K_h, K_w, C_group, C_out), b (C_out) -> y (N, H_out, W_out, "
          "C_out)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "K_h*K_w*C_group + 3",
      .magnitude = "|b| + sum_{k,l,i} |w x|",
      .flops = "N*H_out*W_out*C_out*(2*K_h*K_w*C_group + 3)",
      .stem = "conv2d",
  };
  Tensor x, w, b;
  Conv2dOptions options;
  double low = -kUnbounded, high = kUnbounded;
  Tensor y = {};
  static constexpr std::array inputs{&Conv2dBiasClamp::x, &Conv2dBiasClamp::w, &Conv2dBiasClamp::b};
  static constexpr std::array outputs{&Conv2dBiasClamp::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Gradient of the input.
struct Conv2dGradX {
  static constexpr OpInfo info{
      .name = "conv2d_grad_x",
      .formula =
          "dx[n,r,s,g*C_group + i] = sum_{o in g; k,l: r = p*stride + k - top, s = q*stride + l "
          "- left} w[k,l,i,o] dy[n,p,q,o]",
      .shapes = "dy (N, H_out, W_out, C_out), w (K_h, K_w, C_group, C_out) -> dx (N, H, W, C_in)",
      .gradient = "none: it is the gradient of conv2d itself",
      .roundings = "K_h*K_w*C_out + 2",
      .magnitude = "sum_{k,l,o} |w dy|",
      .flops = "2*N*H_out*W_out*C_out*K_h*K_w*C_group",
      .stem = "conv2d",
  };
  Tensor dy, w;
  Conv2dOptions options;
  Tensor dx = {};
  static constexpr std::array inputs{&Conv2dGradX::dy, &Conv2dGradX::w};
  static constexpr std::array outputs{&Conv2dGradX::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Gradient of the filters.
struct Conv2dGradW {
  static constexpr OpInfo info{
      .name = "conv2d_grad_w",
      .formula =
          "dw[k,l,i,o] = sum_{n,p,q} dy[n,p,q,o] x[n, p*stride + k - top, q*stride + l - left, "
          "g*C_group + i]",
      .shapes = "dy (N, H_out, W_out, C_out), x (N, H, W, C_in) -> dw (K_h, K_w, C_group, C_out)",
      .gradient = "none: it is the gradient of conv2d itself",
      .roundings = "N*H_out*W_out + 2",
      .magnitude = "sum_{n,p,q} |dy x|",
      .flops = "2*N*H_out*W_out*C_out*K_h*K_w*C_group",
      .stem = "conv2d",
  };
  Tensor dy, x;
  Conv2dOptions options;
  Tensor dw = {};
  static constexpr std::array inputs{&Conv2dGradW::dy, &Conv2dGradW::x};
  static constexpr std::array outputs{&Conv2dGradW::dw};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Output pixels of pictures whose sizes the op's Dims call H and W; for all filters, depthwise ones
/// too. Throws ShapeError, or ValueError for a stride below 1.
struct PictureSize {
  Index h, w;
  bool operator==(const PictureSize&) const = default;
};
PictureSize windows_out(const Dims& dims, Index K_h, Index K_w, const Conv2dOptions& options);
/// The same for a gradient: throws ShapeError if dy, H_out x W_out, has not that many.
void check_windows_out(const Dims& dims, Index K_h, Index K_w, const Conv2dOptions& options);

/// What holding a number between bounds, themselves rounded to `dtype`, leaves of how it is known.
Reference clamped(const Reference& value, double low, double high, DType dtype);

/// A filter's walk along one axis: tap k of output p reads position at(p, k), which is there if it
/// lies in [0, size).
struct WindowAxis {
  Index size, out, taps, stride, before;

  WindowAxis(Index positions, Index window, const Conv2dOptions& options)
      : size(positions), taps(window), stride(options.stride) {
    const Padded result = padded(positions, window, options.stride, options.padding);
    out = result.out;
    before = result.before;
  }
  POSEGRAD_HOST_DEVICE Index at(Index p, Index k) const { return p * stride + k - before; }
  /// The output whose tap k reads a position, -1 if there is none.
  POSEGRAD_HOST_DEVICE Index from(Index position, Index k) const {
    const Index first = position + before - k, p = first / stride;
    return first >= 0 && p * stride == first && p < out ? p : -1;
  }
  POSEGRAD_HOST_DEVICE bool has(Index position) const { return position >= 0 && position < size; }
};

/// Sizes of a convolution and of its gradients.
struct Conv2dGeometry {
  WindowAxis h, w;
  Index N, C_in, C_out, groups, C_group, C_group_out;

  template <class Op>
  explicit Conv2dGeometry(const Op& op)
      : h(dim<"H">(op), dim<"K_h">(op), op.options),
        w(dim<"W">(op), dim<"K_w">(op), op.options),
        N(dim<"N">(op)),
        C_in(dim<"C_in">(op)),
        C_out(dim<"C_out">(op)),
        groups(op.options.groups),
        C_group(C_in / groups),
        C_group_out(C_out / groups) {}

  /// Where a pixel begins in x and in y, and a number of the filters.
  POSEGRAD_HOST_DEVICE Index in(Index n, Index r, Index s) const {
    return ((n * h.size + r) * w.size + s) * C_in;
  }
  POSEGRAD_HOST_DEVICE Index out(Index n, Index p, Index q) const {
    return ((n * h.out + p) * w.out + q) * C_out;
  }
  POSEGRAD_HOST_DEVICE Index weight(Index k, Index l, Index i, Index o) const {
    return ((k * w.taps + l) * C_group + i) * C_out + o;
  }
  /// Output pixels, and numbers that one of them sees of its group: rows and columns of the matrix of
  /// windows, columns in the order (k, l, i) of the filters' rows.
  Index rows() const { return N * h.out * w.out; }
  Index window() const { return h.taps * w.taps * C_group; }
  /// Whether x, as it lies, is the matrix of windows.
  bool is_windows() const { return h.taps == 1 && w.taps == 1 && h.stride == 1 && groups == 1; }
};

/// Throw ShapeError unless the shapes are those above, the groups divide the channels, and with
/// Padding::valid the window fits into the picture; ValueError for a stride or groups below 1.
Tensor conv2d(const Tensor& x, const Tensor& w, Conv2dOptions options = {});
Tensor conv2d_bias_clamp(const Tensor& x, const Tensor& w, const Tensor& b,
                         Conv2dOptions options = {}, double low = -kUnbounded,
                         double high = kUnbounded);
Tensor conv2d_grad_x(const Tensor& dy, const Tensor& w, Index H, Index W,
                     Conv2dOptions options = {});
Tensor conv2d_grad_w(const Tensor& dy, const Tensor& x, Index K_h, Index K_w,
                     Conv2dOptions options = {});

}  // namespace posegrad::kernels
