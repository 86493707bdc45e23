#include <tuple>

#include "tensor/cuda/device.h"
#include "tensor/kernels/map_cuda.h"
#include "tensor/kernels/pointwise.h"

namespace posegrad::kernels {

template <class Op>
void UnaryOp<Op>::cuda() const {
  cuda::visit_number(Op::info.name, y.dtype(), [&]<class T>() {
    map<T>(x, y, static_cast<const Op*>(this)->template function<T>());
  });
}

template <class Op>
void UnaryGradOp<Op>::cuda() const {
  cuda::visit_number(Op::info.name, dx.dtype(), [&]<class T>() {
    map<T>(dy, at, dx, static_cast<const Op*>(this)->template function<T>());
  });
}

void Cast::cuda() const { cuda::convert(x.bytes(), x.dtype(), y.bytes(), y.dtype(), y.numel()); }

namespace {

template <class... Ops>
constexpr auto kernels_of(OpList<Ops...>) {
  return std::tuple{&Ops::cuda...};
}
// Nobody reads them: that they are used makes the kernels.
[[maybe_unused, gnu::used]] const auto kUnaryKernels = kernels_of(UnaryOps{});
[[maybe_unused, gnu::used]] const auto kUnaryGradKernels = kernels_of(UnaryGradOps{});

}  // namespace
}  // namespace posegrad::kernels
