#include "tensor/kernels/elementwise.h"

#include <fmt/format.h>

#include "tensor/kernels/broadcast.h"

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
  if (!sum.defined() || !x.defined())
    throw ShapeError(fmt::format("add_into: '{}' is empty", sum.defined() ? "x" : "sum"));
  if (!(sum.shape() == x.shape()))
    throw ShapeError(fmt::format("add_into: 'x' has shape {}, but 'sum' has {}",
                                 x.shape().to_string(), sum.shape().to_string()));
  if (sum.dtype() != x.dtype())
    throw DTypeError(fmt::format("add_into: 'x' holds {}, but 'sum' holds {}", name_of(x.dtype()),
                                 name_of(sum.dtype())));
  dispatch(AddInto{sum, x, sum});
}

}  // namespace posegrad::kernels
