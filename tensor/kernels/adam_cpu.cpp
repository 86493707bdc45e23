#include "tensor/compiler.h"
#include "tensor/kernels/adam.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

template <class T, bool kAmsgrad>
POSEGRAD_HOT void update(Index begin, Index end, const AdamFunction<T>& given,
                         const T* __restrict grad, T* __restrict p, T* __restrict m,
                         T* __restrict v, T* __restrict vmax) {
  const AdamFunction<T> f = given;
  for (Index e = begin; e < end; ++e)
    f(kAmsgrad, grad[e], p[e], m[e], v[e], kAmsgrad ? vmax[e] : v[e]);
}

}  // namespace

void AdamStep::cpu() const {
  visit_float(info.name, p.dtype(), [&]<class T>() {
    AdamFunction<T> f(rule);
    if (device_scales.defined()) {
      f.step = device_scales.data<T>()[0];
      f.root = device_scales.data<T>()[1];
    }
    const auto run = vmax.defined() ? update<T, true> : update<T, false>;
    T* const largest = vmax.defined() ? vmax.data<T>() : nullptr;
    parallel_for(p.numel(), 1.0, [&](Index begin, Index end) {
      run(begin, end, f, grad.data<T>(), p.data<T>(), m.data<T>(), v.data<T>(), largest);
    });
  });
}

}  // namespace posegrad::kernels
