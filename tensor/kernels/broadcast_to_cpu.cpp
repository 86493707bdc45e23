#include "tensor/kernels/broadcast_cpu.h"
#include "tensor/kernels/broadcast_to.h"

namespace posegrad::kernels {

void BroadcastTo::cpu() const {
  visit_float(info.name, y.dtype(),
              [&]<class T>() { broadcast<T>(x, x, y, [](T value, T) { return value; }); });
}

}  // namespace posegrad::kernels
