#pragma once
#include <algorithm>
#include <vector>

#include "tensor/parallel.h"

namespace posegrad::kernels {

/// Two sums over rows for each of C channels, the same for any number of threads: rows are cut into
/// blocks of fixed size, block(first_row, last_row, sums) adds its rows to sums[0 .. 2 C) (zeroed,
/// double), and the blocks' sums are added up in order. Then every channel's sums go to
/// finish(c, sums[c], sums[C + c]). `cost_per_row` in nanoseconds.
template <class Block, class Finish>
void column_sums(Index rows, Index C, double cost_per_row, const Block& block,
                 const Finish& finish) {
  constexpr Index kRowsPerBlock = 64;
  const Index blocks = std::max<Index>(1, (rows + kRowsPerBlock - 1) / kRowsPerBlock);
  const Index width = 2 * C;
  std::vector<double> partial(static_cast<std::size_t>(blocks * width), 0.0);
  double* const sums = partial.data();
  parallel_for(blocks, cost_per_row * kRowsPerBlock, [&](Index begin, Index end) {
    for (Index b = begin; b < end; ++b)
      block(b * kRowsPerBlock, std::min(rows, (b + 1) * kRowsPerBlock), sums + b * width);
  });
  for (Index b = 1; b < blocks; ++b)
    for (Index i = 0; i < width; ++i) sums[i] += sums[b * width + i];
  for (Index c = 0; c < C; ++c) finish(c, sums[c], sums[C + c]);
}

/// value(c) for each of C channels, as numbers of type T.
template <class T, class Value>
std::vector<T> per_channel(Index C, const Value& value) {
  std::vector<T> numbers;
  for (Index c = 0; c < C; ++c) numbers.push_back(static_cast<T>(value(c)));
  return numbers;
}

}  // namespace posegrad::kernels
