#include "tensor/cuda/launch.h"
#include "tensor/kernels/merge_mirrored.h"

namespace posegrad::kernels {
namespace {

// Neighbouring threads take neighbouring numbers of the joints, which are D apart.
template <class T>
__global__ void merge_mirrored_kernel(Index numbers, Index J, Index D, const T* __restrict__ plain,
                                      const T* __restrict__ mirrored,
                                      const Index* __restrict__ swap, T* __restrict__ y) {
  for (Index e = cuda::first_item(); e < numbers; e += cuda::item_step()) {
    const Index d = e % D, row = e / D, j = row % J;
    const T other = mirrored[(row - j + swap[j]) * D + d];
    y[e] = (plain[e] + (d == 0 ? -other : other)) / 2;
  }
}

}  // namespace

void MergeMirrored::cuda() const {
  visit_float(info.name, y.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for(y.numel()), cuda::kThreads, merge_mirrored_kernel<T>, y.numel(),
                 dim<"J">(*this), dim<"D">(*this), plain.data<T>(), mirrored.data<T>(),
                 swap.data<Index>(), y.data<T>());
  });
}

}  // namespace posegrad::kernels
