#include <cmath>

#include "tensor/compiler.h"
#include "tensor/kernels/norm_last.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

template <class T>
POSEGRAD_HOT void norm_rows(Index begin, Index end, Index D, const T* __restrict x,
                            T* __restrict y) {
  for (Index r = begin; r < end; ++r) {
    double sum = 0;
    for (Index d = 0; d < D; ++d)
      sum += static_cast<double>(x[r * D + d]) * static_cast<double>(x[r * D + d]);
    y[r] = static_cast<T>(std::sqrt(sum));
  }
}

template <class T>
POSEGRAD_HOT void norm_rows_grad(Index begin, Index end, Index D, const T* __restrict dy,
                                 const T* __restrict x, const T* __restrict y, T* __restrict dx) {
  for (Index r = begin; r < end; ++r) {
    const double factor = y[r] == 0 ? 0.0 : static_cast<double>(dy[r]) / static_cast<double>(y[r]);
    for (Index d = 0; d < D; ++d)
      dx[r * D + d] = static_cast<T>(factor * static_cast<double>(x[r * D + d]));
  }
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
