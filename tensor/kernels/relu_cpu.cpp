#include "tensor/kernels/map_cpu.h"
#include "tensor/kernels/relu.h"

namespace posegrad::kernels {

// The comparisons are written so that a NaN goes through: it must reach the loss to be seen.
void Relu::cpu() const {
  visit_float(info.name, y.dtype(),
              [&]<class T>() { map<T>(x, y, [](T value) { return value < 0 ? T{0} : value; }); });
}

void ReluGrad::cpu() const {
  visit_float(info.name, dx.dtype(), [&]<class T>() {
    map<T>(dy, y, dx, [](T d, T value) { return value <= 0 ? T{0} : d; });
  });
}

}  // namespace posegrad::kernels
