#include "tensor/kernels/broadcast_cpu.h"
#include "tensor/kernels/elementwise.h"

namespace posegrad::kernels {
namespace {

// No __restrict: a tensor may be added to itself.
template <class T>
POSEGRAD_HOT void add_into_range(Index begin, Index end, const T* x, T* sum) {
  for (Index e = begin; e < end; ++e) sum[e] += x[e];
}

}  // namespace

void Add::cpu() const {
  visit_float(info.name, y.dtype(),
              [&]<class T>() { broadcast<T>(a, b, y, [](T p, T q) { return p + q; }); });
}
void Sub::cpu() const {
  visit_float(info.name, y.dtype(),
              [&]<class T>() { broadcast<T>(a, b, y, [](T p, T q) { return p - q; }); });
}
void Mul::cpu() const {
  visit_float(info.name, y.dtype(),
              [&]<class T>() { broadcast<T>(a, b, y, [](T p, T q) { return p * q; }); });
}
void Div::cpu() const {
  visit_float(info.name, y.dtype(),
              [&]<class T>() { broadcast<T>(a, b, y, [](T p, T q) { return p / q; }); });
}
void AddInto::cpu() const {
  visit_float(info.name, sum.dtype(), [&]<class T>() {
    parallel_for(sum.numel(), 0.3, [&](Index begin, Index end) {
      add_into_range(begin, end, x.data<T>(), sum.data<T>());
    });
  });
}

}  // namespace posegrad::kernels
