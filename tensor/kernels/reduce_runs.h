#pragma once
#include <algorithm>
#include <vector>

#include "tensor/kernels/reduce.h"

// How Sum's kernels take a reduction apart: sums over the middle axis of (O, R, I), one pass for
// each run of neighbouring reduced axes, the last run first, with the sums between two passes in
// double.
namespace posegrad::kernels {

struct Middle {
  Index O, R, I;
};

namespace detail {

struct Run {
  Index size;
  bool reduced;
};

// Neighbouring axes of one kind, merged.
inline std::vector<Run> runs_of(const Shape& shape,
                                const std::array<bool, Shape::kMaxRank>& reduced) {
  std::vector<Run> runs;
  for (int axis = 0; axis < shape.rank(); ++axis) {
    const bool is_reduced = reduced[static_cast<std::size_t>(axis)];
    if (shape[axis] == 1) continue;
    if (!runs.empty() && runs.back().reduced == is_reduced)
      runs.back().size *= shape[axis];
    else
      runs.push_back({shape[axis], is_reduced});
  }
  return runs;
}

// Takes the last reduced run out of the list: the sizes before it, of it, and behind it.
inline Middle take_last_reduced(std::vector<Run>& runs) {
  Middle m{1, 1, 1};
  const auto last =
      std::find_if(runs.rbegin(), runs.rend(), [](const Run& run) { return run.reduced; });
  for (auto run = runs.rbegin(); run != last; ++run) m.I *= run->size;
  if (last == runs.rend()) return m;
  m.R = last->size;
  for (auto run = last + 1; run != runs.rend(); ++run) m.O *= run->size;
  runs.erase(last.base() - 1);
  return m;
}

inline bool any_reduced(const std::vector<Run>& runs) {
  return std::ranges::any_of(runs, [](const Run& run) { return run.reduced; });
}

}  // namespace detail

/// Calls sum_middle(m, from, factor, to) for every pass of `op`: to[o,i] = factor sum_r
/// from[o,r,i], where `from` and `to` point to T in the first and last pass and to double between.
template <class T, class SumMiddle>
void sum_runs(const Sum& op, const SumMiddle& sum_middle) {
  std::vector<detail::Run> runs = detail::runs_of(op.x.shape(), op.reduced);
  const T* const x = op.x.data<T>();
  T* const y = op.y.data<T>();
  Middle m = detail::take_last_reduced(runs);
  if (!detail::any_reduced(runs)) return sum_middle(m, x, op.scale, y);
  const auto workspace = [&] { return Tensor::empty({m.O, m.I}, DType::f64, op.y.device()); };
  Tensor sums = workspace();
  sum_middle(m, x, 1.0, sums.data<double>());
  while (true) {
    m = detail::take_last_reduced(runs);
    const double* const from = sums.data<double>();
    if (!detail::any_reduced(runs)) return sum_middle(m, from, op.scale, y);
    const Tensor next = workspace();
    sum_middle(m, from, 1.0, next.data<double>());
    sums = next;
  }
}

}  // namespace posegrad::kernels
