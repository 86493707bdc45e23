#include "tensor/kernels/clamp.h"
#include "tensor/kernels/map_cpu.h"

namespace posegrad::kernels {

void Clamp::cpu() const {
  visit_float(info.name, y.dtype(), [&]<class T>() {
    const T l = static_cast<T>(low), h = static_cast<T>(high);
    map<T>(x, y, [l, h](T value) { return value < l ? l : value > h ? h : value; });
  });
}

void ClampGrad::cpu() const {
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    const T l = static_cast<T>(low), h = static_cast<T>(high);
    map<T>(dy, x, dx, [l, h](T d, T value) { return value < l || value > h ? T{0} : d; });
  });
}

}  // namespace posegrad::kernels
