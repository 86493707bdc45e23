#include "tensor/kernels/matmul.h"

#include "tensor/dims.h"

namespace posegrad::kernels {

Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options) {
  Dims dims("matmul");
  const auto size_a =
      options.transpose_a ? dims.bind("a", a, "K", "M") : dims.bind("a", a, "M", "K");
  const auto size_b =
      options.transpose_b ? dims.bind("b", b, "N", "K") : dims.bind("b", b, "K", "N");
  Tensor y =
      Tensor::empty({size_a[options.transpose_a ? 1 : 0], size_b[options.transpose_b ? 0 : 1]},
                    a.dtype(), a.device());
  dispatch(Matmul{a, b, options, y});
  return y;
}

}  // namespace posegrad::kernels
