#pragma once
#include <array>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"

// Where the largest numbers are. A NaN counts as larger than any number, so that it is seen; 0 and
// -0 are equal.
namespace posegrad::kernels {

/// Whether `a` stands before `b` in the order of these ops, each at its own place in the tensor.
template <class T>
POSEGRAD_HOST_DEVICE bool comes_before(T a, Index place_a, T b, Index place_b) {
  const bool nan_a = a != a, nan_b = b != b;
  if (a > b || (nan_a && !nan_b)) return true;
  return (a == b || (nan_a && nan_b)) && place_a < place_b;
}

/// The row of each column's largest number, the first of equal ones.  x (R, C) -> row (C) i64.
struct Argmax {
  static constexpr OpInfo info{
      .name = "argmax",
      .formula = "row[c] = the first r with x[r,c] = max_s x[s,c]",
      .shapes = "x (R, C) -> row (C) i64",
      .gradient = "none: a place does not change by degrees",
      .flops = "R*C",
      .stem = "top_k",
  };
  Tensor x, row = {};
  static constexpr std::array inputs{&Argmax::x};
  static constexpr std::array outputs{&Argmax::row};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// The k largest numbers, the largest first; of equal ones the one that stands first.
/// x (E) -> values (k), indices (k) i64.
struct TopK {
  static constexpr OpInfo info{
      .name = "top_k",
      .formula = "values[r] = x[indices[r]], the r-th of x from the largest down",
      .shapes = "x (E) -> values (k), indices (k) i64",
      .gradient = "none: for what a network has found, where nothing is differentiated",
      .flops = "E",
  };
  Tensor x, values = {}, indices = {};
  static constexpr std::array inputs{&TopK::x};
  static constexpr std::array outputs{&TopK::values, &TopK::indices};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

struct Largest {
  Tensor values, indices;
};

/// Throws ShapeError unless x is a matrix with rows.
Tensor argmax(const Tensor& x);
/// Throws ShapeError unless x has one axis, ValueError unless 0 <= k <= E.
Largest top_k(const Tensor& x, Index k);

}  // namespace posegrad::kernels
