#include <algorithm>

#include "tensor/compiler.h"
#include "tensor/kernels/dropout.h"
#include "tensor/kernels/dropout_mask.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

template <class T>
POSEGRAD_HOT void drop_range(Index begin, Index end, RandomKey key, std::uint32_t threshold,
                             T scale, const T* __restrict x, T* __restrict y) {
  RandomWords random(key);
  for (Index e = begin, stop = begin; e < end; e = stop) {
    stop = std::min(end, random.seek(e));
    const std::uint32_t* __restrict const word = random.at(e);
    for (Index i = 0; i < stop - e; ++i) y[e + i] = word[i] >= threshold ? x[e + i] * scale : T{0};
  }
}

}  // namespace

void Dropout::cpu() const {
  const DropoutRule rule(p);
  const RandomKey at = shifted(key, offset);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    parallel_for(y.numel(), 1.0, [&](Index begin, Index end) {
      drop_range(begin, end, at, rule.threshold, static_cast<T>(rule.scale), x.data<T>(),
                 y.data<T>());
    });
  });
}

}  // namespace posegrad::kernels
