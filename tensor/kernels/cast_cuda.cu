#include "tensor/cuda/device.h"
#include "tensor/kernels/cast.h"

namespace posegrad::kernels {

void Cast::cuda() const { cuda::convert(x.bytes(), x.dtype(), y.bytes(), y.dtype(), y.numel()); }

}  // namespace posegrad::kernels
