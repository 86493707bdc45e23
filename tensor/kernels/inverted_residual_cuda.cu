// The three ops in turn.

#include "tensor/kernels/depthwise_conv2d.h"
#include "tensor/kernels/inverted_residual.h"

namespace posegrad::kernels {

void InvertedResidual::cuda() const {
  const Index N = dim<"N">(*this), E = dim<"E">(*this);
  const Tensor wide =
      Tensor::empty({N, dim<"H">(*this), dim<"W">(*this), E}, y.dtype(), Device::cuda);
  Conv2dBiasClamp{x, w1, b1, {}, low, high, wide}.cuda();
  const Tensor filtered =
      Tensor::empty({N, dim<"H_out">(*this), dim<"W_out">(*this), E}, y.dtype(), Device::cuda);
  DepthwiseBiasClamp{wide, w2, b2, options, low, high, filtered}.cuda();
  Conv2dBiasClamp{filtered, w3, b3, {}, -kUnbounded, kUnbounded, y}.cuda();
}

}  // namespace posegrad::kernels
