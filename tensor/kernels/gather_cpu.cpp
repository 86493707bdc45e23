#include <algorithm>
#include <cstring>
#include <vector>

#include "tensor/compiler.h"
#include "tensor/kernels/axis_view.h"
#include "tensor/kernels/gather.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

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

void Gather::cpu() const {
  const AxisView from(x.shape(), axis), to(y.shape(), axis);
  if (y.nbytes() == 0) return;
  const std::size_t row = static_cast<std::size_t>(to.inner) * size_of(x.dtype());
  const std::span<const Index> at = positions.cpu_view<Index>();
  parallel_for(to.outer * to.size, 0.1 * static_cast<double>(row) + 2, [&](Index begin, Index end) {
    for (Index r = begin; r < end; ++r) {
      const Index source = r / to.size * from.size + at[static_cast<std::size_t>(r % to.size)];
      std::memcpy(y.bytes() + static_cast<std::size_t>(r) * row,
                  x.bytes() + static_cast<std::size_t>(source) * row, row);
    }
  });
}

void GatherGrad::cpu() const {
  const AxisView from(dy.shape(), axis), to(dx.shape(), axis);
  if (dx.nbytes() == 0) return;
  const Sources sources(positions.cpu_view<Index>(), to.size);
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    parallel_for(to.outer * to.size, 0.5 * static_cast<double>(to.inner) + 5,
                 [&](Index begin, Index end) {
                   for (Index r = begin; r < end; ++r) {
                     const auto i = static_cast<std::size_t>(r % to.size);
                     const T* const sample = dy.data<T>() + r / to.size * from.size * from.inner;
                     for (Index c = 0; c < to.inner; c += kColumnsAtOnce)
                       add_rows(sources.list.data() + sources.first[i],
                                sources.first[i + 1] - sources.first[i],
                                std::min(kColumnsAtOnce, to.inner - c), from.inner, sample + c,
                                dx.data<T>() + r * to.inner + c);
                   }
                 });
  });
}

namespace {

template <class T>
void copy_frame(const T* from, bool mirrored, const Index* swap, Index K, Index F, T* to) {
  if (!mirrored) {
    std::copy_n(from, K * F, to);
    return;
  }
  for (Index k = 0; k < K; ++k)
    for (Index f = 0; f < F; ++f) {
      const T value = from[swap[k] * F + f];
      to[k * F + f] = f == 0 ? -value : value;
    }
}

}  // namespace

void GatherWindows::cpu() const {
  const Index L = dim<"L">(*this), K = dim<"K">(*this), F = dim<"F">(*this);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    parallel_for(dim<"B">(*this), 0.5 * static_cast<double>(L * K * F),
                 [&](Index begin, Index end) {
                   for (Index b = begin; b < end; ++b) {
                     const Index* const window = windows.data<Index>() + 4 * b;
                     for (Index l = 0; l < L; ++l) {
                       const Index frame = std::min(std::max(window[0] + l, window[1]), window[2]);
                       copy_frame(frames.data<T>() + frame * K * F, window[3] != 0,
                                  swap.data<Index>(), K, F, y.data<T>() + (b * L + l) * K * F);
                     }
                   }
                 });
  });
}

}  // namespace posegrad::kernels
