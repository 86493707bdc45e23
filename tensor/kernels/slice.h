#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad {

/// Positions start, start + step, ... below stop.
struct SliceRange {
  Index start = 0, stop = 0, step = 1;
  Index count() const { return start >= stop ? 0 : (stop - start - 1) / step + 1; }
};

namespace kernels {

/// x (..., L, ...) -> y (..., L_out, ...), L_out = range.count(). For every number type.
struct Slice {
  static constexpr OpInfo info{
      .name = "slice",
      .formula = "y[o,i,c] = x[o, start + i*step, c], i along the axis",
      .shapes = "x (A..., L, B...) -> y (A..., L_out, B...)",
      .gradient =
          "dx: slice_grad(dy), or slice_add_into(sum, dy) where the engine has a sum already",
      .bytes = "2*size*A*L_out*B",
  };
  Tensor x;
  int axis = 0;
  SliceRange range;
  Tensor y = {};
  static constexpr std::array inputs{&Slice::x};
  static constexpr std::array outputs{&Slice::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// The other way: dy goes to its places in zeros.
struct SliceGrad {
  static constexpr OpInfo info{
      .name = "slice_grad",
      .formula = "dx[o, start + i*step, c] = dy[o,i,c], 0 elsewhere",
      .shapes = "dy (A..., L_out, B...) -> dx (A..., L, B...)",
      .gradient = "none: it is the gradient of slice itself",
      .stem = "slice",
  };
  Tensor dy;
  int axis = 0;
  SliceRange range;
  Tensor dx = {};
  static constexpr std::array inputs{&SliceGrad::dy};
  static constexpr std::array outputs{&SliceGrad::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// The same added to what is there already, for float types. x is in and out.
struct SliceAddInto {
  static constexpr OpInfo info{
      .name = "slice_add_into",
      .formula = "sum[o, start + i*step, c] = sum[o, start + i*step, c] + dy[o,i,c]",
      .shapes = "sum (A..., L, B...), dy (A..., L_out, B...) -> sum (A..., L, B...)",
      .gradient = "none: what sums gradients is not differentiated",
      .roundings = "1",
      .magnitude = "|sum| + |dy|",
      .flops = "A*L_out*B",
      .bytes = "3*size*A*L_out*B",
      .stem = "slice",
  };
  Tensor sum, dy;
  int axis = 0;
  SliceRange range;
  static constexpr std::array inputs{&SliceAddInto::sum, &SliceAddInto::dy};
  static constexpr std::array outputs{&SliceAddInto::sum};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Throws ShapeError unless 0 <= start <= stop <= size of the axis (negative axes count from the
/// end), ValueError for a step below 1.
Tensor slice(const Tensor& x, int axis, SliceRange range);
/// L: size of x's axis.
Tensor slice_grad(const Tensor& dy, int axis, SliceRange range, Index L);
/// Adds in place: sum is of x's shape. The two must not share numbers.
void slice_add_into(const Tensor& sum, const Tensor& dy, int axis, SliceRange range);

}  // namespace kernels
}  // namespace posegrad

namespace posegrad::kernels {

/// a (..., L_a, ...), b (..., L_b, ...) -> y (..., L_a + L_b, ...). For every number type.
struct Concat {
  static constexpr OpInfo info{
      .name = "concat",
      .formula = "y[o,i,c] = a[o,i,c] for i < L_a, b[o, i - L_a, c] behind, i along the axis",
      .shapes = "a (A..., L_a, B...), b (A..., L_b, B...) -> y (A..., L_a + L_b, B...)",
      .gradient = "da, db: slice(dy)",
      .stem = "slice",
  };
  Tensor a, b;
  int axis = 0;
  Tensor y = {};
  static constexpr std::array inputs{&Concat::a, &Concat::b};
  static constexpr std::array outputs{&Concat::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Throws ShapeError unless the shapes agree on every other axis; negative axes count from the end.
Tensor concat(const Tensor& a, const Tensor& b, int axis);

}  // namespace posegrad::kernels
