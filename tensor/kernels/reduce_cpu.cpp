#include <algorithm>
#include <limits>

#include "tensor/compiler.h"
#include "tensor/kernels/reduce_runs.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr Index kLanes = 16;            // sums that grow side by side along a row
constexpr Index kColumnsAtOnce = 1024;  // columns whose sums stay in the first cache

template <class In>
POSEGRAD_HOT double sum_run(Index count, const In* __restrict x) {
  double lanes[kLanes] = {};
  Index i = 0;
  for (; i + kLanes <= count; i += kLanes)
    for (Index lane = 0; lane < kLanes; ++lane) lanes[lane] += static_cast<double>(x[i + lane]);
  for (Index lane = 0; i < count; ++i, ++lane) lanes[lane] += static_cast<double>(x[i]);
  for (Index half = kLanes / 2; half > 0; half /= 2)
    for (Index lane = 0; lane < half; ++lane) lanes[lane] += lanes[lane + half];
  return lanes[0];
}

// sums[c] = sum of x[r, c] over the rows, whose starts lie `step` apart. Four rows at a time: the
// sums pass through the cache once for four.
template <class In>
POSEGRAD_HOT void sum_columns(Index rows, Index columns, Index step, const In* __restrict x,
                              double* __restrict sums) {
  for (Index c = 0; c < columns; ++c) sums[c] = 0;
  Index r = 0;
  for (; r + 4 <= rows; r += 4) {
    const In* const row = x + r * step;
    for (Index c = 0; c < columns; ++c)
      sums[c] += (static_cast<double>(row[c]) + static_cast<double>(row[step + c])) +
                 (static_cast<double>(row[2 * step + c]) + static_cast<double>(row[3 * step + c]));
  }
  for (; r < rows; ++r)
    for (Index c = 0; c < columns; ++c) sums[c] += static_cast<double>(x[r * step + c]);
}

template <class In, class Out>
void sum_blocks(const Middle& m, Index rows, Index blocks, const In* x, double scale, Out* y) {
  const double cost = 0.3 * static_cast<double>(std::min(rows, m.R) * m.I) + 2;
  parallel_for(m.O * blocks, cost, [&](Index begin, Index end) {
    double sums[kColumnsAtOnce];
    for (Index item = begin; item < end; ++item) {
      const Index o = item / blocks, first = item % blocks * rows,
                  count = std::min(rows, m.R - first);
      const In* const from = x + (o * m.R + first) * m.I;
      if (m.I == 1) {
        y[item] = static_cast<Out>(scale * sum_run(count, from));
        continue;
      }
      for (Index c = 0; c < m.I; c += kColumnsAtOnce) {
        const Index columns = std::min(kColumnsAtOnce, m.I - c);
        sum_columns(count, columns, m.I, from + c, sums);
        for (Index i = 0; i < columns; ++i)
          y[item * m.I + c + i] = static_cast<Out>(scale * sums[i]);
      }
    }
  });
}

}  // namespace

void Sum::cpu() const {
  visit_float(info.name, y.dtype(), [&]<class T>() {
    sum_by_blocks<T>(*this, std::numeric_limits<Index>::max(),
                     [](auto... arguments) { sum_blocks(arguments...); });
  });
}

}  // namespace posegrad::kernels
