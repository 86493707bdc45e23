#include <cmath>

#include "tensor/cuda/launch.h"
#include "tensor/kernels/norm_last.h"

namespace posegrad::kernels {
namespace {

// One thread per row: rows are points of two or three coordinates.

template <class T>
__global__ void norm_kernel(Index rows, Index D, const T* __restrict__ x, T* __restrict__ y) {
  for (Index r = cuda::first_item(); r < rows; r += cuda::item_step()) {
    double sum = 0;
    for (Index d = 0; d < D; ++d)
      sum += static_cast<double>(x[r * D + d]) * static_cast<double>(x[r * D + d]);
    y[r] = static_cast<T>(std::sqrt(sum));
  }
}

template <class T>
__global__ void norm_grad_kernel(Index rows, Index D, const T* __restrict__ dy,
                                 const T* __restrict__ x, const T* __restrict__ y,
                                 T* __restrict__ dx) {
  for (Index r = cuda::first_item(); r < rows; r += cuda::item_step()) {
    const double factor = y[r] == 0 ? 0.0 : static_cast<double>(dy[r]) / static_cast<double>(y[r]);
    for (Index d = 0; d < D; ++d)
      dx[r * D + d] = static_cast<T>(factor * static_cast<double>(x[r * D + d]));
  }
}

}  // namespace

void NormLast::cuda() const {
  visit_float(info.name, y.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(y.numel()), cuda::kThreads, norm_kernel<T>, y.numel(),
                 dim<"D">(*this), x.data<T>(), y.data<T>());
  });
}

void NormLastGrad::cuda() const {
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(y.numel()), cuda::kThreads, norm_grad_kernel<T>, y.numel(),
                 dim<"D">(*this), dy.data<T>(), x.data<T>(), y.data<T>(), dx.data<T>());
  });
}

}  // namespace posegrad::kernels
