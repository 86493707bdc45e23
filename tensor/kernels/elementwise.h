#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

// Results are correctly rounded. a, b broadcast by NumPy's rule (tensor/kernels/broadcast.h) to y.

struct Add {
  static constexpr OpInfo info{"add", "y[e] = a[e] + b[e]"};
  Tensor a, b, y;
  static constexpr std::array inputs{&Add::a, &Add::b};
  static constexpr std::array outputs{&Add::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

struct Sub {
  static constexpr OpInfo info{"sub", "y[e] = a[e] - b[e]"};
  Tensor a, b, y;
  static constexpr std::array inputs{&Sub::a, &Sub::b};
  static constexpr std::array outputs{&Sub::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

struct Mul {
  static constexpr OpInfo info{"mul", "y[e] = a[e] * b[e]"};
  Tensor a, b, y;
  static constexpr std::array inputs{&Mul::a, &Mul::b};
  static constexpr std::array outputs{&Mul::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

struct Div {
  static constexpr OpInfo info{"div", "y[e] = a[e] / b[e]"};
  Tensor a, b, y;
  static constexpr std::array inputs{&Div::a, &Div::b};
  static constexpr std::array outputs{&Div::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

/// In place: sum_in and sum share storage.
struct AddInto {
  static constexpr OpInfo info{"add_into", "sum[e] = sum[e] + x[e]"};
  Tensor sum_in, x, sum;
  static constexpr std::array inputs{&AddInto::sum_in, &AddInto::x};
  static constexpr std::array outputs{&AddInto::sum};
  void cpu() const;
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
