// C is made in tiles of M rows and V vectors whose sums stay in registers while the whole depth passes
// by: each step reads V vectors of B and M numbers of A, and makes M V vectors of products. B is copied
// into panels first, V vectors wide, which a tile reads from front to back; that serves all rows. A deep
// product is made in blocks of the depth, each of which goes on from what C holds.

#include "tensor/thin_product.h"

#include <algorithm>

#include "tensor/simd.h"

namespace posegrad {
namespace {

constexpr Index kMostDepth = 384;   // of a block
constexpr Index kMostVectors = 12;  // of the columns that are packed at once
constexpr Index kRowsAhead = 8;     // of B, that are fetched
// Vectors of sums. AVX2 has 16 registers: the others hold a row of a panel and a number of A.
constexpr Index kSums = 12;
constexpr Index kRowGroup = 12;  // rows that pass by a panel while it is in the first cache

template <class T, int kBytes>
struct Tiles {
  using Simd = posegrad::Simd<T, kBytes>;
  using Vector = typename Simd::Vector;
  static constexpr Index kLanes = Simd::kLanes;

  Index m, depth;
  bool goes_on;  // C holds what the blocks before made
  const T* a;
  Index lda;
  T* c;
  Index ldc;
  T low, high;

  // Calls part.operator()<V>(first, columns) for the panels that n columns make: two vectors wide, one of
  // three where their number is odd.
  template <class Part>
  POSEGRAD_INLINE static void for_panels(Index n, const Part& part) {
    for (Index first = 0; first < n;) {
      const Index vectors = (n - first + kLanes - 1) / kLanes;
      const Index left = n - first;
      if (vectors == 1) {
        part.template operator()<1>(first, std::min(left, kLanes));
        first += kLanes;
      } else if (vectors % 2 == 0) {
        part.template operator()<2>(first, std::min(left, 2 * kLanes));
        first += 2 * kLanes;
      } else {
        part.template operator()<3>(first, std::min(left, 3 * kLanes));
        first += 3 * kLanes;
      }
    }
  }

  // Numbers of a row that fill V vectors, the last ones with zeros.
  template <int V>
  POSEGRAD_INLINE static void copy_row(const T* from, Index columns, T* to) {
    if (columns == V * kLanes)
      std::memcpy(to, from, V * kBytes);
    else
      for (Index j = 0; j < V * kLanes; ++j) to[j] = j < columns ? from[j] : T{0};
  }

  // A panel that begins at column `first` lies first * (depth + 1) numbers from the front: a row of what
  // sums begin with, then `depth` rows of B. These lie too far apart for the processor to guess them.
  POSEGRAD_INLINE static void pack(Index depth, Index n, const T* bias, const T* b, Index ldb,
                                   T* panels) {
    for (Index p = -1; p < depth; ++p)
      for_panels(
          n, [&]<int V>(Index first, Index columns) __attribute__((always_inline)) {
            T* const to = panels + first * (depth + 1) + (p + 1) * V * kLanes;
            if (p >= 0) {
              __builtin_prefetch(b + (p + kRowsAhead) * ldb + first);
              copy_row<V>(b + p * ldb + first, columns, to);
            } else if (bias != nullptr)
              copy_row<V>(bias + first, columns, to);
            else
              std::fill_n(to, V * kLanes, T{0});
          });
  }

  template <int V, int M>
  POSEGRAD_INLINE void tile(const T* const (&rows)[M], const T* panel, T* const (&to)[M]) const {
    Vector sum[M][V];
#pragma GCC unroll 12
    for (int i = 0; i < M; ++i) __builtin_prefetch(to[i], 1);  // it comes while the sums are formed
#pragma GCC unroll 12
    for (int i = 0; i < M; ++i)
#pragma GCC unroll 3
      for (int v = 0; v < V; ++v) Simd::load(sum[i][v], (goes_on ? to[i] : panel) + v * kLanes);
    for (Index p = 0; p < depth; ++p) {
      panel += V * kLanes;
      Vector row[V];
#pragma GCC unroll 3
      for (int v = 0; v < V; ++v) Simd::load(row[v], panel + v * kLanes);
#pragma GCC unroll 12
      for (int i = 0; i < M; ++i)
#pragma GCC unroll 3
        for (int v = 0; v < V; ++v) sum[i][v] += rows[i][p] * row[v];
    }
    Vector least, most;
    Simd::fill(least, low);
    Simd::fill(most, high);
#pragma GCC unroll 12
    for (int i = 0; i < M; ++i)
#pragma GCC unroll 3
      for (int v = 0; v < V; ++v) {
        Simd::clamp(sum[i][v], least, most);
        Simd::store(sum[i][v], to[i] + v * kLanes);
      }
  }

  // Rows [begin, end) of a panel's columns. Where the rows do not fill a tile, the last one is made
  // several times; where the columns do not, the tile is stored aside first.
  template <int V>
  POSEGRAD_INLINE void rows(Index begin, Index end, Index first, Index columns,
                            const T* panel) const {
    constexpr int M = kSums / V;
    constexpr Index kWidth = V * kLanes;
    T aside[M * kWidth];
    for (Index i = begin; i < end; i += M) {
      const T* from[M];
      T* to[M];
      for (Index r = 0; r < M; ++r) {
        const Index row = std::min(i + r, end - 1);
        from[r] = a + row * lda;
        to[r] = c + row * ldc + first;
        if (columns == kWidth) continue;
        to[r] = aside + r * kWidth;
        if (goes_on) copy_row<V>(c + row * ldc + first, columns, to[r]);
      }
      tile<V, M>(from, panel, to);
      if (columns == kWidth) continue;
      for (Index r = 0; r < M; ++r)
        std::copy_n(to[r], columns, c + std::min(i + r, end - 1) * ldc + first);
    }
  }

  POSEGRAD_INLINE void all(Index n, const T* panels) const {
    for (Index begin = 0; begin < m; begin += kRowGroup)
      for_panels(
          n, [&]<int V>(Index first, Index columns) __attribute__((always_inline)) {
            rows<V>(begin, std::min(begin + kRowGroup, m), first, columns,
                    panels + first * (depth + 1));
          });
  }
};

template <class T>
struct Product {
  template <int kBytes>
  POSEGRAD_INLINE static void run(Index m, Index n, Index k, const T* a, Index lda, const T* b,
                                  Index ldb, T* c, Index ldc, const ProductEnd<T>* end) {
    using Tiles = posegrad::Tiles<T, kBytes>;
    constexpr Index kMostColumns = kMostVectors * Tiles::kLanes;
    alignas(64) T panels[(kMostDepth + 1) * kMostColumns];
    const Index blocks = std::max<Index>((k + kMostDepth - 1) / kMostDepth, 1);
    constexpr T kInfinity = std::numeric_limits<T>::infinity();
    for (Index j = 0; j < n; j += kMostColumns)
      for (Index block = 0; block < blocks; ++block) {
        const Index p = block * k / blocks, depth = (block + 1) * k / blocks - p;
        const bool is_last = block == blocks - 1;
        const Index columns = std::min(kMostColumns, n - j);
        Tiles::pack(depth, columns, end->bias == nullptr ? nullptr : end->bias + j, b + p * ldb + j,
                    ldb, panels);
        const Tiles tiles{m,
                          depth,
                          block > 0,
                          a + p,
                          lda,
                          c + j,
                          ldc,
                          is_last ? end->low : -kInfinity,
                          is_last ? end->high : kInfinity};
        tiles.all(columns, panels);
      }
  }
};

}  // namespace

template <class T>
void thin_product(Index m, Index n, Index k, const T* a, Index lda, const T* b, Index ldb, T* c,
                  Index ldc, const ProductEnd<T>& end) {
  run_simd<Product<T>>(m, n, k, a, lda, b, ldb, c, ldc, &end);
}

template void thin_product(Index, Index, Index, const float*, Index, const float*, Index, float*,
                           Index, const ProductEnd<float>&);
template void thin_product(Index, Index, Index, const double*, Index, const double*, Index, double*,
                           Index, const ProductEnd<double>&);

}  // namespace posegrad
