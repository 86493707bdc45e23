#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

// Results are correctly rounded. a, b broadcast by NumPy's rule (tensor/kernels/broadcast.h) to y.

struct Add {
  static constexpr OpInfo info{
      .name = "add",
      .formula = "y[e] = a[e] + b[e]",
      .shapes = "a (~E...), b (~E...) -> y (E...)",
      .gradient = "da, db: sum(dy), over the axes along which it is repeated",
      .roundings = "1",
      .magnitude = "|y|",
      .flops = "E",
      .stem = "elementwise",
  };
  Tensor a, b, y;
  static constexpr std::array inputs{&Add::a, &Add::b};
  static constexpr std::array outputs{&Add::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

struct Sub {
  static constexpr OpInfo info{
      .name = "sub",
      .formula = "y[e] = a[e] - b[e]",
      .shapes = "a (~E...), b (~E...) -> y (E...)",
      .gradient = "da: sum(dy); db: affine(sum(dy), -1), over the axes along which it is repeated",
      .roundings = "1",
      .magnitude = "|y|",
      .flops = "E",
      .stem = "elementwise",
  };
  Tensor a, b, y;
  static constexpr std::array inputs{&Sub::a, &Sub::b};
  static constexpr std::array outputs{&Sub::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

struct Mul {
  static constexpr OpInfo info{
      .name = "mul",
      .formula = "y[e] = a[e] * b[e]",
      .shapes = "a (~E...), b (~E...) -> y (E...)",
      .gradient =
          "da: sum(mul(dy, b)); db: sum(mul(dy, a)), over the axes along which it is repeated",
      .roundings = "1",
      .magnitude = "|y|",
      .flops = "E",
      .stem = "elementwise",
  };
  Tensor a, b, y;
  static constexpr std::array inputs{&Mul::a, &Mul::b};
  static constexpr std::array outputs{&Mul::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

struct Div {
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
      .stem = "elementwise",
  };
  Tensor a, b, y;
  static constexpr std::array inputs{&Div::a, &Div::b};
  static constexpr std::array outputs{&Div::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
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
      .stem = "elementwise",
  };
  Tensor sum_in, x, sum;
  static constexpr std::array inputs{&AddInto::sum_in, &AddInto::x};
  static constexpr std::array outputs{&AddInto::sum};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

/// Throw ShapeError when the shapes do not broadcast, DTypeError when the types differ.
Tensor add(const Tensor& a, const Tensor& b);
Tensor sub(const Tensor& a, const Tensor& b);
Tensor mul(const Tensor& a, const Tensor& b);
Tensor div(const Tensor& a, const Tensor& b);
/// Adds x to the numbers of `sum`. Throws ShapeError unless the shapes are equal.
void add_into(const Tensor& sum, const Tensor& x);

}  // namespace posegrad::kernels
