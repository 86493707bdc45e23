#pragma once
#include <array>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"
#include "tensor/dtype.h"
#include "tensor/kernels/broadcast.h"

// Ops of two tensors that broadcast by NumPy's rule (tensor/dims.h). As in pointwise.h, an op is its
// contract, its formula for CPU and GPU, and its definition in double. Results are correctly rounded.
namespace posegrad::kernels {

/// y[e] = f(a[e], b[e]), a and b repeated to y's shape.
template <class Op>
struct BinaryOp {
  Tensor a, b, y = {};
  static constexpr std::array<Tensor Op::*, 2> inputs{&Op::a, &Op::b};
  static constexpr std::array<Tensor Op::*, 1> outputs{&Op::y};
  void cpu() const;
  void cuda() const;
};

struct Add : BinaryOp<Add> {
  static constexpr OpInfo info{
      .name = "add",
      .formula = "y[e] = a[e] + b[e]",
      .shapes = "a (~E...), b (~E...) -> y (E...)",
      .gradient = "da, db: sum(dy), over the axes along which it is repeated",
      .roundings = "1",
      .magnitude = "|y|",
      .flops = "E",
      .stem = "arithmetic",
  };
  template <class T>
  struct Function {
    POSEGRAD_HOST_DEVICE T operator()(T a, T b) const { return a + b; }
  };
  Reference reference(int, Index e) const {
    return correctly_rounded(repeated(a, y, e) + repeated(b, y, e));
  }
};

struct Sub : BinaryOp<Sub> {
  static constexpr OpInfo info{
      .name = "sub",
      .formula = "y[e] = a[e] - b[e]",
      .shapes = "a (~E...), b (~E...) -> y (E...)",
      .gradient = "da: sum(dy); db: affine(sum(dy), -1), over the axes along which it is repeated",
      .roundings = "1",
      .magnitude = "|y|",
      .flops = "E",
      .stem = "arithmetic",
  };
  template <class T>
  struct Function {
    POSEGRAD_HOST_DEVICE T operator()(T a, T b) const { return a - b; }
  };
  Reference reference(int, Index e) const {
    return correctly_rounded(repeated(a, y, e) - repeated(b, y, e));
  }
};

struct Mul : BinaryOp<Mul> {
  static constexpr OpInfo info{
      .name = "mul",
      .formula = "y[e] = a[e] * b[e]",
      .shapes = "a (~E...), b (~E...) -> y (E...)",
      .gradient =
          "da: sum(mul(dy, b)); db: sum(mul(dy, a)), over the axes along which it is repeated",
      .roundings = "1",
      .magnitude = "|y|",
      .flops = "E",
      .stem = "arithmetic",
  };
  template <class T>
  struct Function {
    POSEGRAD_HOST_DEVICE T operator()(T a, T b) const { return a * b; }
  };
  Reference reference(int, Index e) const {
    return correctly_rounded(repeated(a, y, e) * repeated(b, y, e));
  }
};

struct Div : BinaryOp<Div> {
  static constexpr OpInfo info{
      .name = "div",
      .formula = "y[e] = a[e] / b[e]",
      .shapes = "a (~E...), b (~E...) -> y (E...)",
      .gradient =
          "da: sum(div(dy, b)); db: affine(sum(mul(div(dy, b), y)), -1), over the axes along which "
          "it is repeated",
      .roundings = "1",
      .magnitude = "|y|",
      .flops = "E",
      .stem = "arithmetic",
  };
  template <class T>
  struct Function {
    POSEGRAD_HOST_DEVICE T operator()(T a, T b) const { return a / b; }
  };
  Reference reference(int, Index e) const {
    return correctly_rounded(repeated(a, y, e) / repeated(b, y, e));
  }
};

/// In place: sum_in and sum share storage.
struct AddInto {
  static constexpr OpInfo info{
      .name = "add_into",
      .formula = "sum[e] = sum[e] + x[e]",
      .shapes = "sum_in (E...), x (E...) -> sum (E...)",
      .gradient = "none: what sums gradients is not differentiated",
      .roundings = "1",
      .magnitude = "|sum|",
      .flops = "E",
      .stem = "arithmetic",
  };
  Tensor sum_in, x, sum = {};
  static constexpr std::array inputs{&AddInto::sum_in, &AddInto::x};
  static constexpr std::array outputs{&AddInto::sum};
  void cpu() const;
  void cuda() const;
  Reference reference(int, Index e) const { return correctly_rounded(sum_in.at(e) + x.at(e)); }
};

/// Repeats x along missing axes and axes of size 1.
struct BroadcastTo {
  static constexpr OpInfo info{
      .name = "broadcast_to",
      .formula = "y[e] = x[e], repeated",
      .shapes = "x (~E...) -> y (E...)",
      .gradient = "dx: sum(dy), over the axes along which x is repeated",
      .stem = "arithmetic",
  };
  Tensor x, y = {};
  static constexpr std::array inputs{&BroadcastTo::x};
  static constexpr std::array outputs{&BroadcastTo::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int, Index e) const { return exact(repeated(x, y, e)); }
};

/// Throw ShapeError when the shapes do not broadcast, DTypeError when the types differ.
inline Tensor add(const Tensor& a, const Tensor& b) { return result_of(Add{{a, b}}); }
inline Tensor sub(const Tensor& a, const Tensor& b) { return result_of(Sub{{a, b}}); }
inline Tensor mul(const Tensor& a, const Tensor& b) { return result_of(Mul{{a, b}}); }
inline Tensor div(const Tensor& a, const Tensor& b) { return result_of(Div{{a, b}}); }
/// Adds x to the numbers of `sum`. Throws ShapeError unless the shapes are equal.
void add_into(const Tensor& sum, const Tensor& x);
/// Throws ShapeError when x's shape does not broadcast to `shape`.
Tensor broadcast_to(const Tensor& x, const Shape& shape);

/// The ops whose kernels arithmetic_cpu.cpp and arithmetic_cuda.cu make out of their formulas.
using BinaryOps = OpList<Add, Sub, Mul, Div>;

}  // namespace posegrad::kernels
