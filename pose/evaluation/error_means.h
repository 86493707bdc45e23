#pragma once
#include <array>
#include <vector>

#include "tensor/dispatch.h"

namespace posegrad::pose {

/// Means of groups of numbers, of which each is added up in order: of the frames of a sequence.
struct GroupMean {
  static constexpr OpInfo info{
      .name = "group_mean",
      .formula = "y[g] = mean of x[e] over group[e] = g; group[e] = -1: e is left out",
      .shapes = "x (E), group (E) i64 -> y (G)",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "E + 1",
      .magnitude = "mean of |x[e]| over group[e] = g",
      .flops = "E + G",
      .bytes = "size(x)*E + 8*E + 8*G",
      .stem = "error_means",
  };
  Tensor x, group, y = {};
  static constexpr std::array inputs{&GroupMean::x, &GroupMean::group};
  static constexpr std::array outputs{&GroupMean::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// The mean over sequences, of which each counts as many frames as it has.
struct WeightedMean {
  static constexpr OpInfo info{
      .name = "weighted_mean",
      .formula = "y = sum_s weight[s] x[s] / sum_s weight[s]",
      .shapes = "x (S), weight (S) real -> y ()",
      .gradient = "none: for evaluation, where nothing is differentiated",
      .roundings = "2*S + 2",
      .magnitude = "sum_s |weight[s] x[s]| / sum_s weight[s]",
      .flops = "3*S + 1",
      .bytes = "size(x)*S + 8*S + 8",
      .stem = "error_means",
  };
  Tensor x, weight, y = {};
  static constexpr std::array inputs{&WeightedMean::x, &WeightedMean::weight};
  static constexpr std::array outputs{&WeightedMean::y};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// Writes to y (G) f64; a group without numbers has none: NaN. x is f32 or f64. On the CPU. Throws
/// ShapeError or DTypeError unless the tensors are as above, ValueError for a group from G on.
void group_mean(const Tensor& x, const Tensor& group, const Tensor& y);
/// Writes to y () f64; weight is f64. NaN where all weights are 0.
void weighted_mean(const Tensor& x, const Tensor& weight, const Tensor& y);

/// Mean over sequences of so many `frames`, each with the weight of these, of the mean over its
/// errors. The sequences lie one after the other, and an error compares `compared` neighbouring
/// frames: errors (sum of frames - compared + 1) f32 or f64, anywhere, of which those that cross
/// from one sequence into the next are left out, as are sequences without an error. Writes to y ()
/// f64.
void mean_over_sequences(const Tensor& errors, const std::vector<Index>& frames, Index compared,
                         const Tensor& y);

}  // namespace posegrad::pose
