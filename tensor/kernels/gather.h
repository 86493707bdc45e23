#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// x (..., L, ...), positions (P,) i64 -> y (..., P, ...). For every number type; a position may
/// come again.
struct Gather {
  static constexpr OpInfo info{
      .name = "gather",
      .formula = "y[o,p,c] = x[o, positions[p], c], p along the axis",
      .shapes = "x (A..., L, B...), positions (P) i64 -> y (A..., P, B...)",
      .gradient = "dx: gather_grad(dy, positions)",
      .roundings = "0",
      .magnitude = "none: exact",
      .flops = "0",
      .bytes = "2*size*A*P*B + 8*P",
      .stem = "gather",
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
      .stem = "gather",
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

}  // namespace posegrad::kernels
