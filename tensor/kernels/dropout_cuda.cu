#include <algorithm>

#include "tensor/cuda/launch.h"
#include "tensor/kernels/dropout.h"
#include "tensor/kernels/dropout_mask.h"

namespace posegrad::kernels {
namespace {

// One thread takes the four elements of a block of random words. Element e has word e + shift.
template <class T>
__global__ void dropout_kernel(Index begin, Index end, Index shift, const T* __restrict__ x,
                               KeyOnDevice key, std::uint32_t threshold, Math<T> scale,
                               T* __restrict__ y) {
  const RandomKey at = key.get();
  const Index first = (begin + shift) / 4;
  for (Index block = first + cuda::first_item(); block * 4 < end + shift;
       block += cuda::item_step()) {
    const PhiloxBlock random = random_block(at, static_cast<std::uint64_t>(block));
#pragma unroll
    for (int i = 0; i < 4; ++i) {
      const Index e = block * 4 + i - shift;
      if (e >= begin && e < end)
        y[e] = static_cast<T>(random.word[i] >= threshold ? static_cast<Math<T>>(x[e]) * scale
                                                          : Math<T>{0});
    }
  }
}

}  // namespace

void Dropout::cuda() const {
  const DropoutRule rule(p);
  visit_number(info.name, y.dtype(), [&]<class T>() {
    const auto drop = [&](Index begin, Index end, Index shift) {
      if (begin < end)
        cuda::launch(cuda::blocks_for((end - begin) / 4 + 2), cuda::kThreads, dropout_kernel<T>,
                     begin, end, shift, x.data<T>(), KeyOnDevice(key, offset), rule.threshold,
                     static_cast<Math<T>>(rule.scale), y.data<T>());
    };
    const Index split = std::clamp<Index>(places.split, 0, y.numel());
    drop(0, split, places.before);
    drop(split, y.numel(), places.behind);
  });
}

}  // namespace posegrad::kernels
