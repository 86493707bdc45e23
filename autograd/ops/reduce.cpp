#include "autograd/gradcheck_cases.h"
#include "autograd/ops.h"
#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/pointwise.h"

namespace posegrad {
namespace {

// x's shape with size 1 at the reduced axes: the shape that the gradient is repeated from.
Shape kept_shape(const Shape& x, const Axes& axes) {
  Shape kept = x;
  for (const int axis : axes) kept = kept.with(axis, 1);
  return kept;
}

Axes all_axes(const Variable& x) {
  Axes axes;
  for (int axis = 0; axis < x.value().rank(); ++axis) axes.push_back(axis);
  return axes;
}

// dx[k,r] = scale * dy[k]
Variable reduced(std::string_view op, const Variable& x, Tensor y, const Axes& axes, double scale) {
  return record(
      op, std::move(y), {x},
      [shape = x.shape(), kept = kept_shape(x.shape(), axes), scale](const Tensor& dy,
                                                                     const Wants&) -> Grads {
        const Tensor each = dy.reshape(kept);
        return {kernels::broadcast_to(scale == 1 ? each : kernels::affine(each, scale), shape)};
      });
}

}  // namespace

Variable sum(const Variable& x) { return sum(x, all_axes(x)); }
Variable mean(const Variable& x) { return mean(x, all_axes(x)); }

Variable sum(const Variable& x, const Axes& axes, bool keepdim) {
  return reduced("sum", x, kernels::sum(x.value(), axes, keepdim), axes, 1);
}

Variable mean(const Variable& x, const Axes& axes, bool keepdim) {
  Tensor y = kernels::mean(x.value(), axes, keepdim);
  const double scale = static_cast<double>(y.numel()) / static_cast<double>(x.value().numel());
  return reduced("mean", x, std::move(y), axes, scale);
}

namespace {

template <class F>
GradcheckCases reductions(std::string_view op, F f) {
  const auto over = [f](const Axes& axes, bool keepdim) {
    return [f, axes, keepdim](auto& in) { return f(in[0], axes, keepdim); };
  };
  return {op,
          {{"everything", "x (3, 4)", over({0, 1}, false)},
           {"rows", "x (5, 7)", over({1}, false)},
           {"columns", "x (5, 7)", over({0}, false)},
           {"middle axis, kept", "x (3, 5, 4)", over({1}, true)},
           {"both ends", "x (3, 5, 4)", over({0, -1}, false)}}};
}
const GradcheckCases kSum = reductions("sum", [](auto&... x) { return sum(x...); });
const GradcheckCases kMean = reductions("mean", [](auto&... x) { return mean(x...); });

}  // namespace

}  // namespace posegrad
