#include <cmath>

#include "tensor/kernels/map_cpu.h"
#include "tensor/kernels/sqrt.h"

namespace posegrad::kernels {

void Sqrt::cpu() const {
  visit_float(info.name, y.dtype(),
              [&]<class T>() { map<T>(x, y, [](T value) { return std::sqrt(value); }); });
}

}  // namespace posegrad::kernels
