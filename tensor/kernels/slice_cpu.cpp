#include <algorithm>
#include <cstring>
#include <vector>

#include "tensor/kernels/slice.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

void copy_bytes(const std::byte* from, Index bytes, std::byte* to) {
  std::memcpy(to, from, static_cast<std::size_t>(bytes));
}

// Rows (o, i) of y: each is row (o, source(i)) of x, or zeros where x has no such row.
template <class Source>
void take_rows(const Tensor& x, const Tensor& y, int axis, const Source& source) {
  const AxisView from(x.shape(), axis), to(y.shape(), axis);
  const Index row = bytes_of(to.inner, y);
  if (y.nbytes() == 0) return;
  parallel_for(to.outer * to.size, 0.1 * static_cast<double>(row) + 2, [&](Index begin, Index end) {
    for (Index r = begin; r < end; ++r) {
      const Index o = r / to.size, i = source(r % to.size);
      if (i < 0 || i >= from.size)
        std::fill_n(y.bytes() + r * row, row, std::byte{0});
      else
        copy_bytes(x.bytes() + (o * from.size + i) * row, row, y.bytes() + r * row);
    }
  });
}

template <class T>
POSEGRAD_HOT void add_row(const T* __restrict from, Index count, T* __restrict to) {
  for (Index c = 0; c < count; ++c) to[c] += from[c];
}

// For each position of x the list of its p, in order: list[first[i]] .. list[first[i + 1]].
struct Sources {
  std::vector<Index> first, list;

  Sources(std::span<const Index> positions, Index L)
      : first(static_cast<std::size_t>(L) + 1), list(positions.size()) {
    for (const Index position : positions) ++first[static_cast<std::size_t>(position) + 1];
    for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
    std::vector<Index> next(first.begin(), first.end() - 1);
    for (std::size_t p = 0; p < positions.size(); ++p)
      list[static_cast<std::size_t>(next[static_cast<std::size_t>(positions[p])]++)] =
          static_cast<Index>(p);
  }
};

constexpr Index kColumnsAtOnce = 512;  // sums that stay in the first cache

template <class T>
POSEGRAD_HOT void add_rows(const Index* list, Index count, Index columns, Index step,
                           const T* __restrict dy, T* __restrict dx) {
  double sums[kColumnsAtOnce];
  for (Index c = 0; c < columns; ++c) sums[c] = 0;
  for (Index k = 0; k < count; ++k)
    for (Index c = 0; c < columns; ++c) sums[c] += static_cast<double>(dy[list[k] * step + c]);
  for (Index c = 0; c < columns; ++c) dx[c] = static_cast<T>(sums[c]);
}

}  // namespace

// Moves bytes: single positions, or with step 1 all of a sample's at once.
void Slice::cpu() const {
  if (range.step != 1)
    return take_rows(x, y, axis, [&](Index i) { return range.start + i * range.step; });
  const AxisView from(x.shape(), axis), to(y.shape(), axis);
  const Index position = bytes_of(to.inner, y), row = to.size * position;
  if (row == 0) return;
  parallel_for(to.outer, 0.1 * static_cast<double>(row) + 2, [&](Index begin, Index end) {
    for (Index o = begin; o < end; ++o)
      copy_bytes(x.bytes() + (o * from.size + range.start) * position, row, y.bytes() + o * row);
  });
}

void SliceGrad::cpu() const {
  take_rows(dy, dx, axis, [&](Index position) { return range.index_of(position); });
}

void SliceAddInto::cpu() const {
  visit_float(info.name, sum.dtype(), [&]<class T>() {
    const AxisView from(dy.shape(), axis), to(sum.shape(), axis);
    const double cost = 0.2 * static_cast<double>(from.inner) + 2;
    parallel_for(from.outer * from.size, cost, [&](Index begin, Index end) {
      for (Index r = begin; r < end; ++r) {
        const Index o = r / from.size, i = r % from.size;
        add_row(dy.data<T>() + r * from.inner, from.inner,
                sum.data<T>() + to.element(o, range.start + i * range.step, 0));
      }
    });
  });
}

void Concat::cpu() const {
  const AxisView view(y.shape(), axis);
  if (y.nbytes() == 0) return;
  const Index from_a = bytes_of(a.dim(axis) * view.inner, a),
              from_b = bytes_of(b.dim(axis) * view.inner, b), row = from_a + from_b;
  parallel_for(view.outer, 0.1 * static_cast<double>(row) + 2, [&](Index begin, Index end) {
    for (Index o = begin; o < end; ++o) {
      copy_bytes(a.bytes() + o * from_a, from_a, y.bytes() + o * row);
      copy_bytes(b.bytes() + o * from_b, from_b, y.bytes() + o * row + from_a);
    }
  });
}

void Gather::cpu() const {
  const Index* const at = positions.data<Index>();
  take_rows(x, y, axis, [&](Index p) { return at[p]; });
}

void GatherGrad::cpu() const {
  const AxisView from(dy.shape(), axis), to(dx.shape(), axis);
  if (dx.nbytes() == 0) return;
  const Sources sources(positions.cpu_view<Index>(), to.size);
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    const double cost = 0.5 * static_cast<double>(to.inner) + 5;
    parallel_for(to.outer * to.size, cost, [&](Index begin, Index end) {
      for (Index r = begin; r < end; ++r) {
        const auto i = static_cast<std::size_t>(r % to.size);
        const Index first = sources.first[i], count = sources.first[i + 1] - first;
        const T* const sample = dy.data<T>() + r / to.size * from.size * from.inner;
        for (Index c = 0; c < to.inner; c += kColumnsAtOnce)
          add_rows(sources.list.data() + first, count, std::min(kColumnsAtOnce, to.inner - c),
                   from.inner, sample + c, dx.data<T>() + r * to.inner + c);
      }
    });
  });
}

}  // namespace posegrad::kernels
