#include <algorithm>
#include <numeric>
#include <vector>

#include "tensor/compiler.h"
#include "tensor/kernels/top_k.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

// Columns [begin, end), row by row. A number in a later row must be larger, not only equal.
template <class T>
POSEGRAD_HOT void find_rows(Index begin, Index end, Index R, Index C, const T* __restrict x,
                            T* __restrict best, Index* __restrict row) {
  for (Index c = begin; c < end; ++c) {
    best[c] = x[c];
    row[c] = 0;
  }
  for (Index r = 1; r < R; ++r)
    for (Index c = begin; c < end; ++c) {
      const T number = x[r * C + c];
      const bool larger = number > best[c] || (number != number && best[c] == best[c]);
      best[c] = larger ? number : best[c];
      row[c] = larger ? r : row[c];
    }
}

}  // namespace

void Argmax::cpu() const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  visit_float(info.name, x.dtype(), [&]<class T>() {
    std::vector<T> best(static_cast<std::size_t>(C));
    parallel_for(C, static_cast<double>(R), [&](Index begin, Index end) {
      find_rows<T>(begin, end, R, C, x.data<T>(), best.data(), row.data<Index>());
    });
  });
}

void TopK::cpu() const {
  std::vector<Index> places(static_cast<std::size_t>(x.numel()));
  std::iota(places.begin(), places.end(), Index{0});
  visit_float(info.name, x.dtype(), [&]<class T>() {
    const T* const numbers = x.data<T>();
    std::ranges::partial_sort(places, places.begin() + indices.numel(), [&](Index a, Index b) {
      return comes_before(numbers[a], a, numbers[b], b);
    });
    for (Index r = 0; r < indices.numel(); ++r) {
      indices.data<Index>()[r] = places[static_cast<std::size_t>(r)];
      values.data<T>()[r] = numbers[places[static_cast<std::size_t>(r)]];
    }
  });
}

}  // namespace posegrad::kernels
