#include <algorithm>

#include "tensor/kernels/mirror.h"
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
  const Index L = dim<"L">(*this), K = dim<"K">(*this), F = dim<"F">(*this);
  const double cost = 0.5 * static_cast<double>(L * K * F);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    parallel_for(dim<"B">(*this), cost, [&](Index begin, Index end) {
      for (Index b = begin; b < end; ++b) {
        const auto& window = reinterpret_cast<const FrameWindow*>(windows.bytes())[b];
        for (Index l = 0; l < L; ++l)
          copy_frame(frames.data<T>() + window.frame(l) * K * F, window.mirrored != 0,
                     swap.data<Index>(), K, F, y.data<T>() + (b * L + l) * K * F);
      }
    });
  });
}

void MergeMirrored::cpu() const {
  const Index J = dim<"J">(*this), D = dim<"D">(*this);
  const Index* const source = swap.data<Index>();
  visit_float(info.name, y.dtype(), [&]<class T>() {
    parallel_for(dim<"T">(*this), static_cast<double>(J * D), [&](Index begin, Index end) {
      const T* a = plain.data<T>() + begin * J * D;
      T* to = y.data<T>() + begin * J * D;
      for (Index t = begin; t < end; ++t)
        for (Index j = 0; j < J; ++j, a += D, to += D) {
          const T* const b = mirrored.data<T>() + (t * J + source[j]) * D;
          to[0] = (a[0] - b[0]) / 2;
          for (Index d = 1; d < D; ++d) to[d] = (a[d] + b[d]) / 2;
        }
    });
  });
}

}  // namespace posegrad::kernels
