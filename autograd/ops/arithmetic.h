#pragma once
#include "autograd/ops/pointwise.h"
#include "autograd/variable.h"

namespace posegrad {

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

}  // namespace posegrad
