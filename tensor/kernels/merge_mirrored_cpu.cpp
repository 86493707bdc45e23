#include "tensor/kernels/merge_mirrored.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {

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
