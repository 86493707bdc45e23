#include <algorithm>

#include "tensor/compiler.h"
#include "tensor/kernels/dropout.h"
#include "tensor/kernels/dropout_mask.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

// Element e has word e + shift.
template <class T>
POSEGRAD_HOT void drop_range(Index begin, Index end, Index shift, RandomKey key,
                             std::uint32_t threshold, T scale, const T* __restrict x,
                             T* __restrict y) {
  RandomWords random(key);
  for (Index e = begin, stop = begin; e < end; e = stop) {
    stop = std::min(end, random.seek(e + shift) - shift);
    const std::uint32_t* __restrict const word = random.at(e + shift);
    for (Index i = 0; i < stop - e; ++i) y[e + i] = word[i] >= threshold ? x[e + i] * scale : T{0};
  }
}

}  // namespace

void Dropout::cpu() const {
  const DropoutRule rule(p);
  const RandomKey at = shifted(key, offset);
  visit_float(info.name, y.dtype(), [&]<class T>() {
    const auto drop = [&](Index begin, Index end, Index shift) {
      drop_range(begin, end, shift, at, rule.threshold, static_cast<T>(rule.scale), x.data<T>(),
                 y.data<T>());
    };
    parallel_for(y.numel(), 1.0, [&](Index begin, Index end) {
      const Index split = std::clamp<Index>(places.split, begin, end);
      drop(begin, split, places.before);
      drop(split, end, places.behind);
    });
  });
}

}  // namespace posegrad::kernels
