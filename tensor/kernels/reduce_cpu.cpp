// A reduction is done as sums over the middle axis of (O, R, I): one pass for each run of
// neighbouring reduced axes, the last run first, with the sums between two passes in double. R is
// cut into blocks whose size depends on I alone; the sums of the blocks are added up in their
// order. So the result is the same for any number of threads.

#include <algorithm>
#include <vector>

#include "tensor/hot.h"
#include "tensor/kernels/reduce.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr Index kLanes = 16;            // sums that grow side by side along a row
constexpr Index kRowBlock = 8192;       // elements of one row in a block
constexpr Index kColumnRows = 128;      // rows in a block of columns
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

struct Middle {
  Index O, R, I;
};

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

// y[o,i] = scale sum_r x[o,r,i]
template <class In, class Out>
void sum_middle(Middle m, const In* x, double scale, Out* y) {
  const Index rows = m.I == 1 ? kRowBlock : kColumnRows,
              blocks = std::max<Index>(1, (m.R + rows - 1) / rows);
  if (blocks == 1) return sum_blocks(m, rows, 1, x, scale, y);
  const Tensor partial = Tensor::empty({m.O, blocks, m.I}, DType::f64);
  sum_blocks(m, rows, blocks, x, 1, partial.data<double>());
  sum_middle<double, Out>({m.O, blocks, m.I}, partial.data<double>(), scale, y);
}

struct Run {
  Index size;
  bool reduced;
};

// Neighbouring axes of one kind, merged.
std::vector<Run> runs_of(const Shape& shape, const std::array<bool, Shape::kMaxRank>& reduced) {
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
Middle take_last_reduced(std::vector<Run>& runs) {
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

template <class T>
void sum_axes(std::vector<Run> runs, const T* x, double scale, T* y) {
  Middle m = take_last_reduced(runs);
  const auto reduced_left = [&] {
    return std::ranges::any_of(runs, [](const Run& run) { return run.reduced; });
  };
  if (!reduced_left()) return sum_middle(m, x, scale, y);
  Tensor sums = Tensor::empty({m.O, m.I}, DType::f64);
  sum_middle(m, x, 1, sums.data<double>());
  while (true) {
    m = take_last_reduced(runs);
    if (!reduced_left()) return sum_middle<double, T>(m, sums.data<double>(), scale, y);
    const Tensor next = Tensor::empty({m.O, m.I}, DType::f64);
    sum_middle(m, sums.data<double>(), 1, next.data<double>());
    sums = next;
  }
}

}  // namespace

void Sum::cpu() const {
  visit_float(info.name, y.dtype(), [&]<class T>() {
    if (y.numel() > 0) sum_axes(runs_of(x.shape(), reduced), x.data<T>(), scale, y.data<T>());
  });
}

}  // namespace posegrad::kernels
