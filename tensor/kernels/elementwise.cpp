#include "tensor/kernels/elementwise.h"

#include "tensor/kernels/broadcast.h"
#include "tensor/kernels/checks.h"

namespace posegrad::kernels {
namespace {

template <class Op>
Tensor combine(const Tensor& a, const Tensor& b) {
  Tensor y = Tensor::empty(broadcast_shape(Op::info.name, a, b), a.dtype(), a.device());
  dispatch(Op{a, b, y});
  return y;
}

}  // namespace

Tensor add(const Tensor& a, const Tensor& b) { return combine<Add>(a, b); }
Tensor sub(const Tensor& a, const Tensor& b) { return combine<Sub>(a, b); }
Tensor mul(const Tensor& a, const Tensor& b) { return combine<Mul>(a, b); }
Tensor div(const Tensor& a, const Tensor& b) { return combine<Div>(a, b); }

void add_into(const Tensor& sum, const Tensor& x) {
  require_alike("add_into", "sum", sum, "x", x);
  dispatch(AddInto{sum, x, sum});
}

}  // namespace posegrad::kernels
