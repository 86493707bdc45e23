#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

struct Abs {
  static constexpr OpInfo info{"abs", "y[e] = |x[e]|"};
  Tensor x, y;
  static constexpr std::array inputs{&Abs::x};
  static constexpr std::array outputs{&Abs::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

struct AbsGrad {
  static constexpr OpInfo info{"abs_grad", "dx[e] = sign(x[e]) dy[e], 0 where x[e] = 0"};
  Tensor dy, x, dx;
  static constexpr std::array inputs{&AbsGrad::dy, &AbsGrad::x};
  static constexpr std::array outputs{&AbsGrad::dx};
  void cpu() const;
  Reference reference(int output, Index element) const;
  double flops() const;
};

Tensor abs(const Tensor& x);
Tensor abs_grad(const Tensor& dy, const Tensor& x);

}  // namespace posegrad::kernels
