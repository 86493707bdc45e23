#include <algorithm>

#include "tensor/kernels/gather_windows.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
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
  const Index L = y.dim(1), K = y.dim(2), F = y.dim(3);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    parallel_for(y.dim(0), 0.5 * static_cast<double>(L * K * F), [&](Index begin, Index end) {
      for (Index b = begin; b < end; ++b) {
        const Index* const window = windows.data<Index>() + 4 * b;
        for (Index l = 0; l < L; ++l) {
          const Index frame = std::min(std::max(window[0] + l, window[1]), window[2]);
          copy_frame(frames.data<T>() + frame * K * F, window[3] != 0, swap.data<Index>(), K, F,
                     y.data<T>() + (b * L + l) * K * F);
        }
      }
    });
  });
}

}  // namespace posegrad::kernels
