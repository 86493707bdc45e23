#pragma once
#include "autograd/batch_part.h"
#include "autograd/variable.h"
#include "tensor/kernels/batchnorm.h"
#include "tensor/kernels/conv1d.h"
#include "tensor/kernels/conv2d.h"
#include "tensor/kernels/matmul.h"
#include "tensor/kernels/padding.h"
#include "tensor/kernels/reduce.h"
#include "tensor/kernels/resize_bilinear.h"
#include "tensor/kernels/slice.h"
#include "tensor/rng.h"

// All differentiable ops. Each is defined with its derivation and its gradient cases in
// autograd/ops/, in the file that is named above it.
namespace posegrad {

// pointwise.cpp

/// y = max(x, 0); the gradient at 0 is 0. A NaN stays a NaN.
Variable relu(const Variable& x);
/// y = |x|; the gradient at 0 is 0.
Variable abs(const Variable& x);
/// y = sqrt(x), NaN below 0; the gradient at 0 is infinite.
Variable sqrt(const Variable& x);
/// y = 1 / (1 + exp(-x))
Variable sigmoid(const Variable& x);
/// y = min(max(x, low), high); the gradient passes at the bounds and stops outside.
/// Throws ValueError unless low <= high.
Variable clamp(const Variable& x, double low, double high);
/// y = scale x + shift
Variable affine(const Variable& x, double scale, double shift = 0);
/// x in another number type: f32, f64 or bf16. x itself if it has that type already; its gradient
/// has x's type. Throws DTypeError for integers.
Variable cast(const Variable& x, DType dtype);

// arithmetic.cpp

/// Elementwise, with NumPy's broadcasting of two different shapes; a number stands for a tensor
/// full of it. Throw ShapeError when the shapes do not broadcast, DTypeError when the number types
/// differ.
Variable operator+(const Variable& a, const Variable& b);
Variable operator-(const Variable& a, const Variable& b);
Variable operator*(const Variable& a, const Variable& b);
Variable operator/(const Variable& a, const Variable& b);

/// Repeats x along missing axes and axes of size 1. Throws ShapeError when x's shape does not
/// broadcast to `shape`.
Variable broadcast_to(const Variable& x, const Shape& shape);

inline Variable operator-(const Variable& x) { return affine(x, -1); }
inline Variable operator+(const Variable& x, double number) { return affine(x, 1, number); }
inline Variable operator+(double number, const Variable& x) { return affine(x, 1, number); }
inline Variable operator-(const Variable& x, double number) { return affine(x, 1, -number); }
inline Variable operator-(double number, const Variable& x) { return affine(x, -1, number); }
inline Variable operator*(const Variable& x, double number) { return affine(x, number); }
inline Variable operator*(double number, const Variable& x) { return affine(x, number); }
inline Variable operator/(const Variable& x, double number) { return affine(x, 1 / number); }
Variable operator/(double number, const Variable& x);

// reduce.cpp

/// Sum over all axes, shape (), or over `axes`, which stay as axes of size 1 if keepdim. Negative
/// axes count from the end. Throws ShapeError for an axis that x lacks or twice the same.
Variable sum(const Variable& x);
Variable sum(const Variable& x, const Axes& axes, bool keepdim = false);
/// The same divided by the number of summed elements. Throws ShapeError when there are none.
Variable mean(const Variable& x);
Variable mean(const Variable& x, const Axes& axes, bool keepdim = false);

// norm_last.cpp

/// Euclidean norm over the last axis:  y[r] = sqrt(sum_d x[r,d]^2).  x (..., D) -> y (...).
/// A row of zeros gets the gradient 0. Throws ShapeError for a tensor without axes.
Variable norm_last(const Variable& x);

// matmul.cpp

/// Matrix product:  y[m,n] = sum_k op(a)[m,k] op(b)[k,n]; op transposes if its option says so.
/// Shapes: op(a) (M, K), op(b) (K, N) -> y (M, N). Throws ShapeError unless both are matrices
/// whose K agree.
Variable matmul(const Variable& a, const Variable& b, MatmulOptions options = {});

// conv1d.cpp

/// Temporal convolution without padding:
///   y[n,t,o] = sum_{k,i} w[o,k,i] x[n, t*stride + k*dilation, i]
/// Shapes: x (N, L, C_in), w (C_out, K, C_in) -> y (N, (L - window) / stride + 1, C_out), with
/// window = (K-1)*dilation + 1. Throws ShapeError if C_in differs or the window is longer than L.
/// Source: arXiv:1811.11742, section 3.
/// With x in bf16 (on a GPU) w may be f32: it is rounded to bf16 for the products, its gradient is
/// f32, and so is y if `result` says so.
Variable conv1d(const Variable& x, const Variable& w, Conv1dOptions options = {},
                std::optional<DType> result = {});

// conv2d.cpp

using kernels::Conv2dOptions;

/// Convolution of pictures:
///   y[n,p,q,o] = sum_{k,l,i} w[k,l,i,o] x[n, p*stride + k - top, q*stride + l - left, i]
/// Shapes: x (N, H, W, C_in), w (K_h, K_w, C_in / groups, C_out) -> y (N, H_out, W_out, C_out). With
/// Padding::same, H_out = H / stride, rounded up, and x is 0 outside of the picture; with
/// Padding::valid, H_out = (H - K_h) / stride + 1 (kernels/padding.h). With groups, an output channel
/// sees the input channels of its group. Throws ShapeError if channels differ or the window does not
/// fit, ValueError for a stride or groups below 1.
Variable conv2d(const Variable& x, const Variable& w, Conv2dOptions options = {});

// depthwise_conv2d.cpp

/// The same with a filter for each channel:
///   y[n,p,q,c] = sum_{k,l} w[k,l,c] x[n, p*stride + k - top, q*stride + l - left, c]
/// Shapes: x (N, H, W, C), w (K_h, K_w, C) -> y (N, H_out, W_out, C). Source: arXiv:1704.04861.
Variable depthwise_conv2d(const Variable& x, const Variable& w, Conv2dOptions options = {});

// max_pool2d.cpp

/// The largest number of each window of size x size pixels, `stride` apart; what padding adds never
/// counts, a NaN counts as the largest. x (N, H, W, C) -> y (N, H_out, W_out, C); without padding
/// H_out = (H - size) / stride + 1, with Padding::same H / stride rounded up. The gradient of equal
/// numbers goes to the first. Throws ValueError for a size or stride below 1, ShapeError where a window
/// does not fit into the picture.
Variable max_pool2d(const Variable& x, Index size, Index stride,
                    kernels::Padding padding = kernels::Padding::valid);

// resize_bilinear.cpp

/// Pictures with other sizes, each pixel between the four that lie around its place. x (N, H, W, C) ->
/// y (N, H_out, W_out, C). Throws ValueError for a size below 1, ShapeError for pictures without
/// pixels. Source: TensorFlow's ResizeBilinear, half_pixel_centers or align_corners.
Variable resize_bilinear(const Variable& x, Index H_out, Index W_out,
                         kernels::PixelCenters centers = kernels::PixelCenters::half_pixel);

// batchnorm.cpp

/// Batch normalisation with the batch's own statistics:
///   y = gamma (x - mean) / sqrt(var + eps) + beta
/// Shapes: x (..., C), gamma, beta (C) -> y like x. mean and (biased) var are over all axes but
/// the last, and gradients flow through them; when `moments` is given they are stored there. Throws
/// ShapeError when a channel count differs, ValueError when x holds no rows. Of a part of a batch mean and
/// var are the whole one's; the gradients of gamma and beta are this part's.
/// Source: arXiv:1502.03167.
Variable batchnorm(const Variable& x, const Variable& gamma, const Variable& beta, double eps,
                   BatchMoments* moments = nullptr, const BatchPart& part = {});

/// The same with given statistics, which are constants: evaluation mode.
Variable batchnorm_with(const Variable& x, const Variable& gamma, const Variable& beta, double eps,
                        const kernels::BatchStats& stats);

// norm_relu_dropout.cpp

struct NormReluDropoutOptions {
  double eps = 1e-5;
  double p = 0;  // of dropping a number
  RandomKey key = {};
  Tensor offset = {};         // added to the key's counter
  Index start = 0, step = 1;  // frames of the residual that are added: start, start + step, ...
  BatchPart part = {};        // as in batchnorm
  RandomPlaces places = {};
};

/// One block end in one pass:  y = dropout(relu(batchnorm(x))) + residual[:, start::step, :]
/// Shapes: x (N, L, C), gamma, beta (C), residual (N, L_in, C) or empty -> y (N, L, C). By
/// definition the composition of the four ops with the same random key; it keeps x and nothing
/// else. The batch's statistics are stored in `moments`. Throws ShapeError when channels differ or
/// the residual has too few frames, ValueError when x holds no rows.
Variable norm_relu_dropout(const Variable& x, const Variable& gamma, const Variable& beta,
                           const Variable& residual, const NormReluDropoutOptions& options,
                           BatchMoments* moments = nullptr);

// dropout.cpp

/// Sets elements to 0 with probability p and divides the others by 1 - p. `key` alone decides
/// which: the same on every device and for any number of threads, and again in the gradient, so no
/// mask is kept. Throws ValueError unless 0 <= p <= 1. Source: arXiv:1207.0580.
Variable dropout(const Variable& x, double p, RandomKey key, const Tensor& offset = {},
                 const RandomPlaces& places = {});

// slice.cpp

/// Positions start, start + step, ... below stop along an axis (negative: from the end).
/// Throws ShapeError unless 0 <= start <= stop <= size of the axis, ValueError for a step below 1.
Variable slice(const Variable& x, int axis, SliceRange range);

/// a, then b, along an axis (negative: from the end). Throws ShapeError unless their other axes
/// agree.
Variable concat(const Variable& a, const Variable& b, int axis);

/// The given positions (P,) i64 along an axis (negative: from the end), in their order; one may
/// come again. x (..., L, ...) -> y (..., P, ...). Throws ValueError for a position outside [0, L),
/// ShapeError and DTypeError unless positions is one axis of i64.
Variable gather(const Variable& x, int axis, const Tensor& positions);

// shard_sum.cpp

/// The sum over all shards of what each has, x (...) -> y like x, in the order of the communicator. What
/// is differentiated is the sum of all shards' losses: every shard calls backward(). Keeps the
/// reference until then.
Variable shard_sum(const Variable& x, Communicator& shards);

// reshape.cpp

/// The same numbers, in the same memory, under another shape. Throws ShapeError if the number of
/// elements differs.
Variable reshape(const Variable& x, const Shape& shape);

}  // namespace posegrad
