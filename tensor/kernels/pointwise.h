#pragma once
#include <array>
#include <cmath>

#include "tensor/compiler.h"
#include "tensor/dispatch.h"
#include "tensor/dtype.h"

// Ops whose element e depends on element e of their inputs alone, all of one shape. An op is its
// contract, its formula f for numbers (one text for CPU and GPU; arithmetic on bfloat16 is in float)
// and its definition in double. Everything else is shared: a new one is written here, listed at the
// end, and in autograd/ops/pointwise.cpp.
namespace posegrad::kernels {

/// A contract with what most of these ops share where it says nothing else.
constexpr OpInfo pointwise(OpInfo info) {
  if (info.shapes.empty()) info.shapes = "x (E...) -> y (E...)";
  if (info.flops == "0") info.flops = "E";
  info.stem = "pointwise";
  return info;
}

/// An op's formula as a function object; with the constants that come behind its numbers.
template <class Op>
struct Formula {
  POSEGRAD_HOST_DEVICE auto operator()(auto... numbers) const { return Op::f(numbers...); }
};
template <class Op, class T>
struct FormulaOfTwo {
  T first, second;
  POSEGRAD_HOST_DEVICE T operator()(auto... x) const { return Op::f(x..., first, second); }
};

/// y[e] = f(x[e])
template <class Op>
struct UnaryOp {
  Tensor x, y = {};
  static constexpr std::array<Tensor Op::*, 1> inputs{&Op::x};
  static constexpr std::array<Tensor Op::*, 1> outputs{&Op::y};
  void cpu() const;
  void cuda() const;
  template <class T>
  auto function() const {
    return Formula<Op>{};
  }
};

/// dx[e] = f(dy[e], at[e]); `at` is what the gradient is a function of: x or y.
template <class Op>
struct UnaryGradOp {
  Tensor dy, at, dx = {};
  static constexpr std::array<Tensor Op::*, 2> inputs{&Op::dy, &Op::at};
  static constexpr std::array<Tensor Op::*, 1> outputs{&Op::dx};
  void cpu() const;
  void cuda() const;
  template <class T>
  auto function() const {
    return Formula<Op>{};
  }
};

/// A number as one of the tensor's type, for arithmetic.
template <class T>
Math<T> rounded(double number) {
  return static_cast<Math<T>>(static_cast<T>(number));
}
/// The same in a reference.
double rounded(double number, DType dtype);

/// Throws ValueError unless low <= high.
void require_bounds(std::string_view op, double low, double high);

struct Relu : UnaryOp<Relu> {
  static constexpr OpInfo info{pointwise(
      {.name = "relu", .formula = "y[e] = max(x[e], 0)", .gradient = "dx: relu_grad(dy, y)"})};
  // The comparisons are written so that a NaN goes through: it must reach the loss to be seen.
  POSEGRAD_HOST_DEVICE static auto f(auto x) { return x < 0 ? 0 : x; }
  Reference reference(int, Index e) const { return exact(x.at(e) < 0 ? 0 : x.at(e)); }
};

struct ReluGrad : UnaryGradOp<ReluGrad> {
  static constexpr OpInfo info{pointwise({.name = "relu_grad",
                                          .formula = "dx[e] = dy[e] where y[e] > 0, else 0",
                                          .shapes = "dy (E...), y (E...) -> dx (E...)",
                                          .gradient = "none: it is the gradient of relu itself"})};
  POSEGRAD_HOST_DEVICE static auto f(auto dy, auto y) { return y <= 0 ? 0 : dy; }
  Reference reference(int, Index e) const { return exact(at.at(e) <= 0 ? 0 : dy.at(e)); }
};

struct Abs : UnaryOp<Abs> {
  static constexpr OpInfo info{
      pointwise({.name = "abs", .formula = "y[e] = |x[e]|", .gradient = "dx: abs_grad(dy, x)"})};
  POSEGRAD_HOST_DEVICE static auto f(auto x) { return std::abs(x); }
  Reference reference(int, Index e) const { return exact(x.at(e) < 0 ? -x.at(e) : +x.at(e)); }
};

struct AbsGrad : UnaryGradOp<AbsGrad> {
  static constexpr OpInfo info{pointwise({.name = "abs_grad",
                                          .formula = "dx[e] = sign(x[e]) dy[e], 0 where x[e] = 0",
                                          .shapes = "dy (E...), x (E...) -> dx (E...)",
                                          .gradient = "none: it is the gradient of abs itself"})};
  POSEGRAD_HOST_DEVICE static auto f(auto dy, auto x) { return x > 0 ? dy : x < 0 ? -dy : 0; }
  Reference reference(int, Index e) const {
    const double x = at.at(e), sign = x > 0 ? 1 : x < 0 ? -1 : 0;
    return exact(sign * dy.at(e));
  }
};

struct Sqrt : UnaryOp<Sqrt> {
  static constexpr OpInfo info{pointwise({.name = "sqrt",
                                          .formula = "y[e] = sqrt(x[e])",
                                          .gradient = "dx: div(affine(dy, 0.5), y)",
                                          .roundings = "1",
                                          .magnitude = "|y|"})};
  POSEGRAD_HOST_DEVICE static auto f(auto x) { return std::sqrt(x); }
  Reference reference(int, Index e) const {
    const double root = std::sqrt(x.at(e));
    return {root, root, 1};
  }
};

struct Sigmoid : UnaryOp<Sigmoid> {
  static constexpr OpInfo info{pointwise({.name = "sigmoid",
                                          .formula = "y[e] = 1 / (1 + exp(-x[e]))",
                                          .gradient = "dx: sigmoid_grad(dy, y)",
                                          .roundings = "6",
                                          .magnitude = "|y|",
                                          .flops = "4*E"})};
  POSEGRAD_HOST_DEVICE static auto f(auto x) { return 1 / (1 + std::exp(-x)); }
  Reference reference(int, Index e) const {
    const double value = 1 / (1 + std::exp(-x.at(e)));
    return {value, value, 6};
  }
};

struct SigmoidGrad : UnaryGradOp<SigmoidGrad> {
  static constexpr OpInfo info{pointwise({.name = "sigmoid_grad",
                                          .formula = "dx[e] = dy[e] y[e] (1 - y[e])",
                                          .shapes = "dy (E...), y (E...) -> dx (E...)",
                                          .gradient = "none: it is the gradient of sigmoid itself",
                                          .roundings = "3",
                                          .magnitude = "|dx|",
                                          .flops = "3*E"})};
  POSEGRAD_HOST_DEVICE static auto f(auto dy, auto y) { return dy * (y * (1 - y)); }
  Reference reference(int, Index e) const {
    const double value = dy.at(e) * at.at(e) * (1 - at.at(e));
    return {value, std::abs(value), 3};
  }
};

/// The bounds are rounded to the tensor's type first. A NaN stays a NaN.
struct Clamp : UnaryOp<Clamp> {
  static constexpr OpInfo info{pointwise({.name = "clamp",
                                          .formula = "y[e] = min(max(x[e], low), high)",
                                          .gradient = "dx: clamp_grad(dy, x)",
                                          .flops = "2*E"})};
  double low = 0, high = 0;
  template <class T>
  auto function() const {
    return FormulaOfTwo<Clamp, Math<T>>{rounded<T>(low), rounded<T>(high)};
  }
  POSEGRAD_HOST_DEVICE static auto f(auto x, auto low, auto high) {
    return x < low ? low : x > high ? high : x;
  }
  Reference reference(int, Index e) const {
    const double value = x.at(e), l = rounded(low, x.dtype()), h = rounded(high, x.dtype());
    return exact(value < l ? l : value > h ? h : value);
  }
};

/// The gradient passes at the bounds themselves.
struct ClampGrad : UnaryGradOp<ClampGrad> {
  static constexpr OpInfo info{
      pointwise({.name = "clamp_grad",
                 .formula = "dx[e] = dy[e] where low <= x[e] <= high, else 0",
                 .shapes = "dy (E...), x (E...) -> dx (E...)",
                 .gradient = "none: it is the gradient of clamp itself",
                 .flops = "2*E"})};
  double low = 0, high = 0;
  template <class T>
  auto function() const {
    return FormulaOfTwo<ClampGrad, Math<T>>{rounded<T>(low), rounded<T>(high)};
  }
  POSEGRAD_HOST_DEVICE static auto f(auto dy, auto x, auto low, auto high) {
    return x < low || x > high ? 0 : dy;
  }
  Reference reference(int, Index e) const {
    const double x = at.at(e), l = rounded(low, at.dtype()), h = rounded(high, at.dtype());
    return exact(x < l || x > h ? 0 : dy.at(e));
  }
};

struct Affine : UnaryOp<Affine> {
  static constexpr OpInfo info{
      pointwise({.name = "affine",
                 .formula = "y[e] = scale x[e] + shift",
                 .gradient = "dx: affine(dy), with the same scale and no shift",
                 .roundings = "3",
                 .magnitude = "|scale x| + |shift|",
                 .flops = "2*E"})};
  double scale = 1, shift = 0;
  template <class T>
  auto function() const {
    return FormulaOfTwo<Affine, Math<T>>{static_cast<Math<T>>(scale), static_cast<Math<T>>(shift)};
  }
  POSEGRAD_HOST_DEVICE static auto f(auto x, auto scale, auto shift) { return scale * x + shift; }
  // The constants are rounded first.
  Reference reference(int, Index e) const {
    const double product = scale * x.at(e);
    return {product + shift, std::abs(product) + std::abs(shift), 3};
  }
};

/// Between f32, f64 and bf16. To a wider type it is exact. The one that is not of one type.
struct Cast {
  static constexpr OpInfo info{
      .name = "cast",
      .formula = "y[e] = x[e], rounded to another number type",
      .shapes = "x (E...) -> y (E...)",
      .gradient = "dx: cast(dy), back to x's type",
      .roundings = "1",
      .magnitude = "|x|",
      .bytes = "(size(x) + size(y))*E",
      .stem = "pointwise",
  };
  Tensor x, y = {};
  static constexpr std::array inputs{&Cast::x};
  static constexpr std::array outputs{&Cast::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int, Index e) const {
    const double value = x.at(e);
    return {value, std::abs(value), size_of(y.dtype()) < size_of(x.dtype()) ? 1.0 : 0.0};
  }
};

inline Tensor relu(const Tensor& x) { return result_of(Relu{{x}}); }
inline Tensor relu_grad(const Tensor& dy, const Tensor& y) { return result_of(ReluGrad{{dy, y}}); }
inline Tensor abs(const Tensor& x) { return result_of(Abs{{x}}); }
inline Tensor abs_grad(const Tensor& dy, const Tensor& x) { return result_of(AbsGrad{{dy, x}}); }
inline Tensor sqrt(const Tensor& x) { return result_of(Sqrt{{x}}); }
inline Tensor sigmoid(const Tensor& x) { return result_of(Sigmoid{{x}}); }
inline Tensor sigmoid_grad(const Tensor& dy, const Tensor& y) {
  return result_of(SigmoidGrad{{dy, y}});
}
/// Throw ValueError unless low <= high.
Tensor clamp(const Tensor& x, double low, double high);
Tensor clamp_grad(const Tensor& dy, const Tensor& x, double low, double high);
inline Tensor affine(const Tensor& x, double scale, double shift = 0) {
  return result_of(Affine{{x}, scale, shift});
}
/// x itself if it has the type already. Throws DTypeError for integers.
Tensor cast(const Tensor& x, DType dtype);

/// The ops whose kernels pointwise_cpu.cpp and pointwise_cuda.cu make out of their formulas.
using UnaryOps = OpList<Relu, Abs, Sqrt, Sigmoid, Clamp, Affine>;
using UnaryGradOps = OpList<ReluGrad, AbsGrad, SigmoidGrad, ClampGrad>;

}  // namespace posegrad::kernels
