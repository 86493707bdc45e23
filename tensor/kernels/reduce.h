#pragma once
#include <array>
#include <vector>

#include "tensor/dispatch.h"

namespace posegrad {

/// Axes to reduce; negative counts from the end.
using Axes = std::vector<int>;

namespace kernels {

/// Sum over the axes whose `reduced` is set, times a constant (1 / count for a mean). Added up in
/// double, in an order that the shape alone fixes: an f32 result is off by little more than its own
/// rounding.
struct Sum {
  static constexpr OpInfo info{
      .name = "sum",
      .formula = "y[k] = scale sum_r x[k,r], r over the reduced axes, k over the others",
      .shapes = "x (E...) -> y (K...)",
      .gradient = "dx: broadcast_to(affine(dy, scale))",
      .roundings = "2 + E/K*u64/u",
      .magnitude = "|scale| sum_r |x[k,r]|",
      .flops = "E",
      .stem = "reduce",
  };
  Tensor x;
  std::array<bool, Shape::kMaxRank> reduced{};
  double scale = 1;
  Tensor y = {};
  static constexpr std::array inputs{&Sum::x};
  static constexpr std::array outputs{&Sum::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Sum over all axes, shape ().
Tensor sum(const Tensor& x);
/// Sum over `axes`, which stay as axes of size 1 if keepdim. Throws ShapeError for an axis that x
/// lacks or twice the same.
Tensor sum(const Tensor& x, const Axes& axes, bool keepdim = false);
/// The same divided by the number of summed elements. Throws ShapeError when there are none.
Tensor mean(const Tensor& x);
Tensor mean(const Tensor& x, const Axes& axes, bool keepdim = false);
/// Sums over the axes along which a tensor of that shape would be repeated to x's: the gradient of
/// broadcasting. x itself when the shapes are equal. Throws ShapeError when `shape` does not
/// broadcast to x's.
Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace kernels
}  // namespace posegrad
