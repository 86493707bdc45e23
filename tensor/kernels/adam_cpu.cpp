#include <algorithm>
#include <cmath>

#include "tensor/compiler.h"
#include "tensor/kernels/adam.h"
#include "tensor/parallel.h"

namespace posegrad::kernels {
namespace {

template <class T>
struct Constants {
  T beta1, rest1, beta2, rest2;  // rest = 1 - beta, rounded after the subtraction
  T step, root;                  // lr / (1 - beta1^t), 1 / sqrt(1 - beta2^t)
  T eps;

  Constants(const AdamRule& rule, const Tensor& device_scales) {
    const AdamScales scales(rule);
    beta1 = static_cast<T>(rule.beta1);
    rest1 = static_cast<T>(1 - rule.beta1);
    beta2 = static_cast<T>(rule.beta2);
    rest2 = static_cast<T>(1 - rule.beta2);
    step = static_cast<T>(device_scales.defined() ? device_scales.at(0) : scales.step);
    root = static_cast<T>(device_scales.defined() ? device_scales.at(1) : scales.root);
    eps = static_cast<T>(rule.eps);
  }
};

template <class T, bool kAmsgrad>
POSEGRAD_HOT void update(Index begin, Index end, const Constants<T>& given,
                         const T* __restrict grad, T* __restrict p, T* __restrict m,
                         T* __restrict v, T* __restrict vmax) {
  const Constants<T> k = given;
  for (Index e = begin; e < end; ++e) {
    const T g = grad[e];
    m[e] = k.beta1 * m[e] + k.rest1 * g;
    v[e] = k.beta2 * v[e] + k.rest2 * g * g;
    T second = v[e];
    if constexpr (kAmsgrad) second = vmax[e] = vmax[e] > second ? vmax[e] : second;
    p[e] -= k.step * m[e] / (std::sqrt(second) * k.root + k.eps);
  }
}

}  // namespace

void AdamStep::cpu() const {
  visit_float(info.name, p.dtype(), [&]<class T>() {
    const Constants<T> constants(rule, device_scales);
    parallel_for(p.numel(), 1.0, [&](Index begin, Index end) {
      if (vmax.defined())
        update<T, true>(begin, end, constants, grad.data<T>(), p.data<T>(), m.data<T>(),
                        v.data<T>(), vmax.data<T>());
      else
        update<T, false>(begin, end, constants, grad.data<T>(), p.data<T>(), m.data<T>(),
                         v.data<T>(), nullptr);
    });
  });
}

}  // namespace posegrad::kernels
