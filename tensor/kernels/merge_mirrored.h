#pragma once
#include <array>

#include "tensor/dispatch.h"

namespace posegrad::kernels {

/// The mean of what a model says of an input and of what it says of the mirrored input, which is
/// mirrored back: number 0 of every joint changes its sign, and joint j is joint swap[j].
struct MergeMirrored {
  static constexpr OpInfo info{
      .name = "merge_mirrored",
      .formula =
          "y[t,j,d] = (plain[t,j,d] + s mirrored[t,swap[j],d]) / 2; s = -1 where d = 0, "
          "else 1",
      .shapes = "plain (T, J, D), mirrored (T, J, D), swap (J) i64 -> y (T, J, D)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "1",
      .magnitude = "(|plain| + |mirrored|) / 2",
      .flops = "2*T*J*D",
  };
  Tensor plain, mirrored, swap, y = {};
  static constexpr std::array inputs{&MergeMirrored::plain, &MergeMirrored::mirrored,
                                     &MergeMirrored::swap};
  static constexpr std::array outputs{&MergeMirrored::y};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Writes to y. Throws ShapeError unless the shapes are those above, DTypeError for a swap that is
/// not i64.
void merge_mirrored(const Tensor& plain, const Tensor& mirrored, const Tensor& swap,
                    const Tensor& y);

}  // namespace posegrad::kernels
