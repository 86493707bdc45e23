#include "tensor/kernels/norm_relu_dropout.h"

#include <cmath>

#include <fmt/format.h>

#include "tensor/kernels/dropout_mask.h"

namespace posegrad::kernels {
namespace {

Tensor as_rows(const char* op, const Tensor& x) {
  if (!x.defined() || x.rank() != 3 || x.numel() == 0)
    throw ShapeError(fmt::format("{}: 'x' has shape {}, which holds no rows; expected (N, L, C)",
                                 op, x.shape().to_string()));
  return x.reshape({x.dim(0) * x.dim(1), x.dim(2)});
}

void require_probability(double p) {
  if (!(p >= 0 && p <= 1))
    throw ValueError(fmt::format("norm_relu_dropout: p = {} is no probability", p));
}

double epsilon(DType dtype) { return dtype == DType::f64 ? 0x1p-53 : 0x1p-24; }

// Everything about element e = (r, c) of x, from the definition.
struct At : NormalisedElement {
  double value;    // after gamma and beta
  double factor;   // keep / (1 - p)
  bool undecided;  // value is so near to zero that rounding may decide its sign

  template <class Op>
  At(const Op& op, Index e, Index c) : NormalisedElement(op, e, c) {
    value = op.gamma.at(c) * xhat + op.beta.at(c);
    const DropoutRule rule(op.p);
    const auto word =
        random_word(shifted(op.key, op.offset), static_cast<std::uint64_t>(op.places.word(e)));
    factor = word >= rule.threshold ? rule.scale : 0;
    const double slack = std::abs(op.gamma.at(c)) * rounded + std::abs(op.beta.at(c));
    undecided = std::abs(value) <= 6 * epsilon(op.x.dtype()) * slack;
  }
  double gradient(double dy) const { return factor == 0 || value <= 0 ? 0 : dy * factor; }
  // What an undecided sign may change, as a magnitude: the bound is epsilon times it.
  double doubt(double dy, DType dtype) const {
    return undecided ? std::abs(dy * factor) / epsilon(dtype) : 0;
  }
};

}  // namespace

Tensor norm_relu_dropout(const Tensor& x, const NormDropout& how, const Tensor& residual,
                         Index start, Index step) {
  require_probability(how.p);
  NormReluDropout op{how, as_rows("norm_relu_dropout", x), residual};
  const Dims dims(op);
  op.rows.L = x.dim(1);
  if (residual.defined()) {
    op.rows = {x.dim(1), dims["L_in"], start, step};
    if (!(residual.dim(0) == x.dim(0) && start >= 0 && step >= 1 &&
          start + (op.rows.L - 1) * step < op.rows.L_in))
      dims.fail(fmt::format("residual rows from {} in steps of {} do not lie in {}", start, step,
                            residual.shape().to_string()));
  }
  return result_of(op, dims).reshape(x.shape());
}

BatchNormGrads norm_relu_dropout_grad(const Tensor& dy, const Tensor& x, const NormDropout& how,
                                      bool want_dx, const WholeBatch& whole) {
  require_probability(how.p);
  const Tensor rows = as_rows("norm_relu_dropout_grad", x),
               dy_rows = as_rows("norm_relu_dropout_grad", dy);
  NormReluDropoutGradSums sums{how, dy_rows, rows};
  run_per_channel(sums);
  BatchNormGrads grads{{}, sums.dgamma, sums.dbeta};
  const WholeBatchSums all = of_whole_batch(grads, rows.dim(0), whole);
  if (want_dx)
    grads.dx = result_of(NormReluDropoutGradX{how, dy_rows, rows, all.dgamma, all.dbeta, all.rows})
                   .reshape(x.shape());
  return grads;
}

Reference NormReluDropout::reference(int, Index element) const {
  const Index C = dim<"C">(*this), r = element / C, c = element % C;
  const At at(*this, element, c);
  const double added = residual.defined() ? residual.at(rows.row(r) * C + c) : 0;
  const double magnitude =
      at.factor * (std::abs(gamma.at(c)) * at.rounded + std::abs(beta.at(c))) + std::abs(added);
  const double kept = at.factor == 0 || at.value < 0 ? 0 : at.factor * at.value;
  return {kept + added, magnitude, 8};
}

Reference NormReluDropoutGradSums::reference(int output, Index c) const {
  const Index R = dim<"R">(*this), C = dim<"C">(*this);
  double sum = 0, magnitude = 0;
  for (Index r = 0; r < R; ++r) {
    const Index e = r * C + c;
    const At at(*this, e, c);
    sum += at.gradient(dy.at(e)) * (output == 0 ? at.xhat : 1);
    magnitude += (std::abs(at.gradient(dy.at(e))) + at.doubt(dy.at(e), x.dtype())) *
                 (output == 0 ? at.rounded : 1);
  }
  return {sum, magnitude, 9 + static_cast<double>(R) * (x.dtype() == DType::f64 ? 1.0 : 0x1p-29)};
}

Reference NormReluDropoutGradX::reference(int, Index element) const {
  const Index c = element % dim<"C">(*this);
  const auto B = static_cast<double>(batch_rows);
  const At at(*this, element, c);
  const double slope = gamma.at(c) / at.deviation;
  const double g = at.gradient(dy.at(element));
  const double value = slope * (g - dbeta.at(c) / B - at.xhat * dgamma.at(c) / B);
  const double magnitude =
      std::abs(slope) * (std::abs(g) + at.doubt(dy.at(element), x.dtype()) +
                         std::abs(dbeta.at(c)) / B + at.rounded * std::abs(dgamma.at(c)) / B);
  return {value, magnitude, 11};
}

}  // namespace posegrad::kernels
