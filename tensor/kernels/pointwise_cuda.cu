#include "tensor/device.h"
#include "tensor/kernels/map_cuda.h"
#include "tensor/kernels/pointwise.h"

namespace posegrad::kernels {

template <class Op>
void UnaryOp<Op>::cuda() const {
  visit_number(Op::info.name, y.dtype(), [&]<class T>() {
    map<T>(x, y, static_cast<const Op&>(*this).template function<T>());
  });
}

template <class Op>
void UnaryGradOp<Op>::cuda() const {
  visit_number(Op::info.name, dx.dtype(), [&]<class T>() {
    map<T>(dy, at, dx, static_cast<const Op&>(*this).template function<T>());
  });
}

void Cast::cuda() const { cuda::convert(x.bytes(), x.dtype(), y.bytes(), y.dtype(), y.numel()); }

// Nobody reads them.
[[maybe_unused, gnu::used]] const auto kUnaryKernels = cuda_kernels(UnaryOps{});
[[maybe_unused, gnu::used]] const auto kUnaryGradKernels = cuda_kernels(UnaryGradOps{});

}  // namespace posegrad::kernels
