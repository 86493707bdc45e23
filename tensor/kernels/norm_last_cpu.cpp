#include "tensor/compiler.h"
#include "tensor/kernels/norm_last.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

template <class T>
POSEGRAD_HOT void norm_rows(Index begin, Index end, Index D, const T* __restrict x,
                            T* __restrict y) {
  for (Index r = begin; r < end; ++r) y[r] = NormLast::of_row(D, x + r * D);
}

template <class T>
POSEGRAD_HOT void norm_rows_grad(Index begin, Index end, Index D, const T* __restrict dy,
                                 const T* __restrict x, const T* __restrict y, T* __restrict dx) {
  for (Index r = begin; r < end; ++r) NormLastGrad::of_row(D, dy[r], x + r * D, y[r], dx + r * D);
}

}  // namespace

void NormLast::cpu() const {
  const Index D = dim<"D">(*this);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    parallel_for(y.numel(), static_cast<double>(D) + 2, [&](Index begin, Index end) {
      norm_rows(begin, end, D, x.data<T>(), y.data<T>());
    });
  });
}

void NormLastGrad::cpu() const {
  const Index D = dim<"D">(*this);
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    parallel_for(y.numel(), static_cast<double>(D) + 2, [&](Index begin, Index end) {
      norm_rows_grad(begin, end, D, dy.data<T>(), x.data<T>(), y.data<T>(), dx.data<T>());
    });
  });
}

}  // namespace posegrad::kernels
