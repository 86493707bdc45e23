#pragma once
#include <algorithm>
#include <vector>

#include "tensor/parallel.h"

namespace posegrad::kernels {

/// Sums over rows, per channel, that are the same for any number of threads: rows are cut into
/// blocks of fixed size, block(first_row, last_row, partial) adds its rows to partial[0 .. width)
/// (zeroed, double), and the partial sums are added up in order of the blocks. `cost_per_row` in
/// nanoseconds. Returns the `width` sums.
template <class Block>
std::vector<double> column_sums(Index rows, Index width, double cost_per_row, const Block& block) {
  constexpr Index kRowsPerBlock = 64;
  const Index blocks = std::max<Index>(1, (rows + kRowsPerBlock - 1) / kRowsPerBlock);
  std::vector<double> partial(static_cast<std::size_t>(blocks * width), 0.0);
  parallel_for(blocks, cost_per_row * kRowsPerBlock, [&](Index begin, Index end) {
    for (Index b = begin; b < end; ++b)
      block(b * kRowsPerBlock, std::min(rows, (b + 1) * kRowsPerBlock), partial.data() + b * width);
  });
  for (Index b = 1; b < blocks; ++b)
    for (Index i = 0; i < width; ++i)
      partial[static_cast<std::size_t>(i)] += partial[static_cast<std::size_t>(b * width + i)];
  partial.resize(static_cast<std::size_t>(width));
  return partial;
}

}  // namespace posegrad::kernels
