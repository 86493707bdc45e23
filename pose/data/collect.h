#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::pose {

/// The result of one call, at its place among those of others.
struct Collect {
  static constexpr OpInfo info{
      .name = "collect",
      .formula = "y[e] = x[e]",
      .shapes = "x (E...) -> y (E...)",
      .gradient = "none: for evaluation, where nothing is differentiated",
  };
  Tensor x, y = {};
  static constexpr std::array inputs{&Collect::x};
  static constexpr std::array outputs{&Collect::y};
  void cpu() const;
  void cuda() const { cpu(); }
  Reference reference(int output, Index element) const;
};

/// Writes x to y, a part of a larger tensor: what copy_from does, as a kernel call that an audit
/// sees. Throws ShapeError or DTypeError unless y is like x.
void collect(const Tensor& x, const Tensor& y);

}  // namespace posegrad::pose
