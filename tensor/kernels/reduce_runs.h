#pragma once
#include <algorithm>
#include <vector>

#include "tensor/kernels/reduce.h"

// How Sum's kernels take a reduction apart: into sums over the middle axis of (O, R, I), the last run
// of neighbouring reduced axes first. R is cut into blocks whose size depends on I alone, and their
// sums are added up in their order, by such a sum again. So the result is the same for any number of
// threads, and on every GPU. Between two sums numbers are double.
namespace posegrad::kernels {

struct Middle {
  Index O, R, I;
};

namespace detail {

constexpr Index kRowBlock = 8192;   // elements of one row in a block
constexpr Index kColumnRows = 128;  // rows in a block of columns

struct Run {
  Index size;
  bool reduced;
};

// Neighbouring axes of one kind, merged.
inline std::vector<Run> runs_of(const Sum& op) {
  std::vector<Run> runs;
  for (int axis = 0; axis < op.x.rank(); ++axis) {
    const bool reduced = op.reduced[static_cast<std::size_t>(axis)];
    const Index size = op.x.dim(axis);
    if (size == 1) continue;
    if (!runs.empty() && runs.back().reduced == reduced)
      runs.back().size *= size;
    else
      runs.push_back({size, reduced});
  }
  return runs;
}

template <class In, class T, class SumBlocks>
void sum_runs(std::vector<Run> runs, const In* x, double scale, T* y, Index most_blocks,
              Device device, const SumBlocks& sum_blocks) {
  const auto is_reduced = [](const Run& run) { return run.reduced; };
  const auto product = [](auto first, auto last) {
    Index sizes = 1;
    for (; first != last; ++first) sizes *= first->size;
    return sizes;
  };
  const auto run = std::find_if(runs.rbegin(), runs.rend(), is_reduced);
  Middle m{1, 1, product(runs.rbegin(), run)};
  if (run != runs.rend()) m = {product(run + 1, runs.rend()), run->size, m.I};
  // Longer blocks where there would be more of them than a grid has.
  const Index least = (m.R - 1) / most_blocks + 1,
              rows = std::max(least, m.I == 1 ? kRowBlock : kColumnRows),
              blocks = std::max<Index>(1, (m.R + rows - 1) / rows);
  if (run != runs.rend()) *run = {blocks, blocks > 1};
  if (std::ranges::none_of(runs, is_reduced)) return sum_blocks(m, rows, blocks, x, scale, y);
  const Tensor sums = Tensor::empty({m.O, blocks, m.I}, DType::f64, device);
  double* const partial = sums.data<double>();
  sum_blocks(m, rows, blocks, x, 1.0, partial);
  sum_runs<double>(std::move(runs), partial, scale, y, most_blocks, device, sum_blocks);
}

}  // namespace detail

/// Makes an op's sums by sum_blocks(m, rows, blocks, x, scale, y), for which
///   y[o,b,i] = scale sum over the rows r of block b of x[o,r,i],
/// where x and y point to T in the first and the last call and to double between.
template <class T, class SumBlocks>
void sum_by_blocks(const Sum& op, Index most_blocks, const SumBlocks& sum_blocks) {
  if (op.y.numel() == 0) return;
  detail::sum_runs<T>(detail::runs_of(op), op.x.data<T>(), op.scale, op.y.data<T>(), most_blocks,
                      op.y.device(), sum_blocks);
}

}  // namespace posegrad::kernels
