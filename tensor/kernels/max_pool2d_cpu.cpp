#include <algorithm>
#include <array>

#include "tensor/compiler.h"
#include "tensor/kernels/max_pool2d.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

constexpr double kCostPerNumber = 0.3;  // nanoseconds
constexpr Index kChannels = 64;         // of which the gradient's work is one piece

template <class T>
POSEGRAD_HOT void take_larger(Index C, const T* __restrict x, T* __restrict y) {
  for (Index c = 0; c < C; ++c) y[c] = x[c] > y[c] || x[c] != x[c] ? x[c] : y[c];
}

// Row i of the windows of one sample.
template <class T>
void pool_row(const Pool2dGeometry& g, Index i, const T* x, T* y) {
  const Pool2dGeometry::Range rows = g.pixels(i, g.H, g.rows);
  for (Index j = 0; j < g.columns.out; ++j, y += g.C) {
    const Pool2dGeometry::Range columns = g.pixels(j, g.W, g.columns);
    std::copy_n(x + (rows.begin * g.W + columns.begin) * g.C, g.C, y);
    for (Index h = rows.begin; h < rows.end; ++h)
      for (Index w = columns.begin; w < columns.end; ++w)
        take_larger(g.C, x + (h * g.W + w) * g.C, y);
  }
}

// Of one window, for each channel: the largest number so far and its pixel.
template <class T>
POSEGRAD_HOT void take_winners(Index C, const T* __restrict x, Index pixel, T* __restrict best,
                               Index* __restrict best_pixel) {
  for (Index c = 0; c < C; ++c) {
    const bool larger = MaxPool2d::is_larger(x[c], best[c]);
    best[c] = larger ? x[c] : best[c];
    best_pixel[c] = larger ? pixel : best_pixel[c];
  }
}

// `C` channels of one sample, of g.C that lie side by side. Windows may overlap: they are taken in
// order.
template <class T>
void pool_grad(const Pool2dGeometry& g, Index C, const T* dy, const T* x, T* dx) {
  for (Index pixel = 0; pixel < g.H * g.W; ++pixel) std::fill_n(dx + pixel * g.C, C, T{0});
  for (Index i = 0; i < g.rows.out; ++i)
    for (Index j = 0; j < g.columns.out; ++j, dy += g.C) {
      const Pool2dGeometry::Range rows = g.pixels(i, g.H, g.rows),
                                  columns = g.pixels(j, g.W, g.columns);
      std::array<T, kChannels> best;
      std::array<Index, kChannels> best_pixel;
      const Index first = rows.begin * g.W + columns.begin;
      std::copy_n(x + first * g.C, C, best.begin());
      std::fill_n(best_pixel.begin(), C, first);
      for (Index h = rows.begin; h < rows.end; ++h)
        for (Index w = columns.begin; w < columns.end; ++w)
          take_winners(C, x + (h * g.W + w) * g.C, h * g.W + w, best.data(), best_pixel.data());
      for (Index c = 0; c < C; ++c) dx[best_pixel[static_cast<std::size_t>(c)] * g.C + c] += dy[c];
    }
}

}  // namespace

void MaxPool2d::cpu() const {
  const Pool2dGeometry g(*this);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    const double cost =
        kCostPerNumber * static_cast<double>(g.columns.out * g.C * g.size * g.size) + 1;
    parallel_for(g.N * g.rows.out, cost, [&](Index begin, Index end) {
      for (Index r = begin; r < end; ++r)
        pool_row<T>(g, r % g.rows.out, x.data<T>() + r / g.rows.out * g.H * g.W * g.C,
                    y.data<T>() + r * g.columns.out * g.C);
    });
  });
}

void MaxPool2dGrad::cpu() const {
  const Pool2dGeometry g(*this);
  const Index pieces = (g.C + kChannels - 1) / kChannels;
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    const double cost =
        2 * kCostPerNumber *
        static_cast<double>(g.H * g.W + g.rows.out * g.columns.out * g.size * g.size) *
        static_cast<double>(std::min(g.C, kChannels));
    parallel_for(g.N * pieces, cost, [&](Index begin, Index end) {
      for (Index r = begin; r < end; ++r) {
        const Index n = r / pieces, c = r % pieces * kChannels;
        const Index pixels = n * g.H * g.W * g.C + c;
        pool_grad<T>(g, std::min(kChannels, g.C - c),
                     dy.data<T>() + n * g.rows.out * g.columns.out * g.C + c, x.data<T>() + pixels,
                     dx.data<T>() + pixels);
      }
    });
  });
}

}  // namespace posegrad::kernels
