#pragma once
#include <array>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"

namespace posegrad {

/// Positions start, start + step, ... below stop.
struct SliceRange {
  Index start = 0, stop = 0, step = 1;
  Index count() const { return start >= stop ? 0 : (stop - start - 1) / step + 1; }
  /// The index of a position among them; outside of [0, count()) where it is none of them.
  POSEGRAD_HOST_DEVICE Index index_of(Index position) const {
    const Index offset = position - start, i = step == 1 ? offset : offset / step;
    return i * step == offset ? i : -1;
  }
};

// Ops that move numbers along an axis: a range of its positions, a list of them, one tensor behind
// another.
namespace kernels {

/// Of so many of a tensor's numbers.
inline Index bytes_of(Index numbers, const Tensor& x) {
  return numbers * static_cast<Index>(size_of(x.dtype()));
}

/// A row-major tensor seen from one of its axes: element (o, i, c) lies at (o * size + i) * inner +
/// c.
struct AxisView {
  AxisView(const Shape& shape, int axis) : size(shape[axis]) {
    for (int before = 0; before < axis; ++before) outer *= shape[before];
    for (int behind = axis + 1; behind < shape.rank(); ++behind) inner *= shape[behind];
  }
  Index outer = 1, size, inner = 1;

  struct Position {
    Index o, i, c;
  };
  Position position(Index element) const {
    return {element / (size * inner), element / inner % size, element % inner};
  }
  Index element(Index o, Index i, Index c) const { return (o * size + i) * inner + c; }
};

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

/// x (..., L, ...), positions (P,) i64 -> y (..., P, ...). For every number type; a position may
/// come again.
struct Gather {
  static constexpr OpInfo info{
      .name = "gather",
      .formula = "y[o,p,c] = x[o, positions[p], c], p along the axis",
      .shapes = "x (A..., L, B...), positions (P) i64 -> y (A..., P, B...)",
      .gradient = "dx: gather_grad(dy, positions)",
      .bytes = "2*size*A*P*B + 8*P",
      .stem = "slice",
  };
  Tensor x, positions;
  int axis = 0;
  Tensor y = {};
  static constexpr std::array inputs{&Gather::x, &Gather::positions};
  static constexpr std::array outputs{&Gather::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Added up in double in order of p, whatever the number of threads.
struct GatherGrad {
  static constexpr OpInfo info{
      .name = "gather_grad",
      .formula = "dx[o,i,c] = sum_{p: positions[p] = i} dy[o,p,c]",
      .shapes = "dy (A..., P, B...), positions (P) i64 -> dx (A..., L, B...)",
      .gradient = "none: it is the gradient of gather itself",
      .roundings = "P + 2",
      .magnitude = "sum_{p: positions[p] = i} |dy|",
      .flops = "A*P*B",
      .stem = "slice",
  };
  Tensor dy, positions;
  int axis = 0;
  Tensor dx = {};
  static constexpr std::array inputs{&GatherGrad::dy, &GatherGrad::positions};
  static constexpr std::array outputs{&GatherGrad::dx};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Throw ShapeError unless positions is one axis of i64 (DTypeError) and each lies in [0, L)
/// (ValueError); negative axes count from the end.
Tensor gather(const Tensor& x, int axis, const Tensor& positions);
/// L: size of x's axis.
Tensor gather_grad(const Tensor& dy, int axis, const Tensor& positions, Index L);

}  // namespace kernels
}  // namespace posegrad
