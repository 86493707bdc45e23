#include "tensor/kernels/broadcast.h"
#include "tensor/kernels/elementwise.h"

namespace posegrad::kernels {
namespace {

template <class Op>
double operand_a(const Op& op, Index element) {
  return op.a.at(broadcast_source(op.a.shape(), op.y.shape(), element));
}
template <class Op>
double operand_b(const Op& op, Index element) {
  return op.b.at(broadcast_source(op.b.shape(), op.y.shape(), element));
}
// A correctly rounded result is off by one rounding of itself.
Reference rounded(double value) { return {value, std::abs(value), 1}; }

}  // namespace

Reference Add::reference(int, Index element) const {
  return rounded(operand_a(*this, element) + operand_b(*this, element));
}
Reference Sub::reference(int, Index element) const {
  return rounded(operand_a(*this, element) - operand_b(*this, element));
}
Reference Mul::reference(int, Index element) const {
  return rounded(operand_a(*this, element) * operand_b(*this, element));
}
Reference Div::reference(int, Index element) const {
  return rounded(operand_a(*this, element) / operand_b(*this, element));
}
Reference AddInto::reference(int, Index element) const {
  return rounded(sum_in.at(element) + x.at(element));
}

double Add::flops() const { return static_cast<double>(y.numel()); }
double Sub::flops() const { return static_cast<double>(y.numel()); }
double Mul::flops() const { return static_cast<double>(y.numel()); }
double Div::flops() const { return static_cast<double>(y.numel()); }
double AddInto::flops() const { return static_cast<double>(sum.numel()); }

}  // namespace posegrad::kernels
