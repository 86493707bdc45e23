#include "tensor/kernels/abs.h"
#include "tensor/kernels/map_cpu.h"

namespace posegrad::kernels {

void Abs::cpu() const {
  visit_float(info.name, y.dtype(),
              [&]<class T>() { map<T>(x, y, [](T value) { return std::abs(value); }); });
}

void AbsGrad::cpu() const {
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    map<T>(dy, x, dx, [](T d, T value) { return value > 0 ? d : value < 0 ? -d : T{0}; });
  });
}

}  // namespace posegrad::kernels
