#include "tensor/cuda/launch.h"
#include "tensor/kernels/norm_last.h"

namespace posegrad::kernels {
namespace {

// One thread per row: rows are points of two or three coordinates.

template <class T>
__global__ void norm_kernel(Index rows, Index D, const T* __restrict__ x, T* __restrict__ y) {
  for (Index r = cuda::first_item(); r < rows; r += cuda::item_step())
    y[r] = NormLast::of_row(D, x + r * D);
}

template <class T>
__global__ void norm_grad_kernel(Index rows, Index D, const T* __restrict__ dy,
                                 const T* __restrict__ x, const T* __restrict__ y,
                                 T* __restrict__ dx) {
  for (Index r = cuda::first_item(); r < rows; r += cuda::item_step())
    NormLastGrad::of_row(D, dy[r], x + r * D, y[r], dx + r * D);
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
