#include "tensor/kernels/affine.h"
#include "tensor/kernels/map_cpu.h"

namespace posegrad::kernels {

void Affine::cpu() const {
  visit_float(info.name, y.dtype(), [&]<class T>() {
    const T a = static_cast<T>(scale), b = static_cast<T>(shift);
    map<T>(x, y, [a, b](T value) { return a * value + b; });
  });
}

}  // namespace posegrad::kernels
