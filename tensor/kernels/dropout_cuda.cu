#include "tensor/cuda/launch.h"
#include "tensor/kernels/dropout.h"
#include "tensor/kernels/dropout_mask.h"

namespace posegrad::kernels {
namespace {

// One thread takes the four elements of a block of random words.
template <class T>
__global__ void dropout_kernel(Index count, const T* __restrict__ x, KeyOnDevice key,
                               std::uint32_t threshold, Math<T> scale, T* __restrict__ y) {
  const RandomKey at = key.get();
  for (Index block = cuda::first_item(); block * 4 < count; block += cuda::item_step()) {
    const PhiloxBlock random = random_block(at, static_cast<std::uint64_t>(block));
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const Index e = block * 4 + i;
      if (e < count)
        y[e] = static_cast<T>(random.word[i] >= threshold ? static_cast<Math<T>>(x[e]) * scale
                                                          : Math<T>{0});
    }
  }
}

}  // namespace

void Dropout::cuda() const {
  const DropoutRule rule(p);
  visit_number(info.name, y.dtype(), [&]<class T>() {
    cuda::launch(cuda::blocks_for((y.numel() + 3) / 4), cuda::kThreads, dropout_kernel<T>,
                 y.numel(), x.data<T>(), KeyOnDevice(key, offset), rule.threshold,
                 static_cast<Math<T>>(rule.scale), y.data<T>());
  });
}

}  // namespace posegrad::kernels
