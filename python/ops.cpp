#include "autograd/ops.h"

#include "python/module.h"

namespace posegrad::python {
namespace {

using py::arg;

void bind_operators(py::module_& m) {
  auto variable = py::type::of<Variable>();
  auto bound = py::reinterpret_borrow<py::class_<Variable>>(variable);
  const auto both = [&](const char* name, const char* reflected, auto op) {
    bound.def(
        name, [op](const Variable& a, const Variable& b) { return op(a, b); }, Unlocked(),
        py::is_operator());
    bound.def(
        name, [op](const Variable& a, double b) { return op(a, b); }, Unlocked(),
        py::is_operator());
    bound.def(
        reflected, [op](const Variable& a, double b) { return op(b, a); }, Unlocked(),
        py::is_operator());
  };
  both("__add__", "__radd__", [](const auto& a, const auto& b) { return a + b; });
  both("__sub__", "__rsub__", [](const auto& a, const auto& b) { return a - b; });
  both("__mul__", "__rmul__", [](const auto& a, const auto& b) { return a * b; });
  both("__truediv__", "__rtruediv__", [](const auto& a, const auto& b) { return a / b; });
  bound.def(
      "__neg__", [](const Variable& a) { return -a; }, Unlocked());
  m.def("broadcast_to", &broadcast_to, arg("x"), arg("shape"),
        "Repeats x along missing axes and axes of size 1.", Unlocked());
}

void bind_pointwise(py::module_& m) {
  m.def("relu", py::overload_cast<const Variable&>(&relu), arg("x"),
        "max(x, 0); the gradient at 0 is 0.", Unlocked());
  m.def("abs", py::overload_cast<const Variable&>(&abs), arg("x"), "|x|; the gradient at 0 is 0.",
        Unlocked());
  m.def("sqrt", py::overload_cast<const Variable&>(&sqrt), arg("x"),
        "sqrt(x), NaN below 0; the gradient at 0 is infinite.", Unlocked());
  m.def("sigmoid", py::overload_cast<const Variable&>(&sigmoid), arg("x"), "1 / (1 + exp(-x))",
        Unlocked());
  m.def("clamp", py::overload_cast<const Variable&, double, double>(&clamp), arg("x"), arg("low"),
        arg("high"), "min(max(x, low), high); the gradient passes at the bounds and stops outside.",
        Unlocked());
  m.def("affine", py::overload_cast<const Variable&, double, double>(&affine), arg("x"),
        arg("scale"), arg("shift") = 0.0, "scale x + shift", Unlocked());
  m.def("cast", py::overload_cast<const Variable&, DType>(&cast), arg("x"), arg("dtype"),
        "x in another number type.", Unlocked());
}

void bind_reductions(py::module_& m) {
  constexpr const char* kSum =
      "Sum over all axes, shape (), or over `axes`, which stay as axes of size 1 if keepdim.";
  constexpr const char* kMean = "sum() divided by the number of summed elements.";
  const auto optional_axes = [&m](const char* name, const char* doc, auto op) {
    m.def(
        name,
        [op](const Variable& x, const std::optional<Axes>& axes, bool keepdim) {
          return axes ? op(x, *axes, keepdim) : op(x);
        },
        arg("x"), arg("axes") = py::none(), arg("keepdim") = false, doc, Unlocked());
  };
  optional_axes("sum", kSum, [](const auto&... arguments) { return sum(arguments...); });
  optional_axes("mean", kMean, [](const auto&... arguments) { return mean(arguments...); });
  m.def(
      "norm_last", py::overload_cast<const Variable&>(&norm_last), arg("x"),
      "Euclidean norm over the last axis: x (..., D) -> (...). A row of zeros gets the gradient 0.",
      Unlocked());
}

void bind_products(py::module_& m) {
  m.def(
      "matmul",
      [](const Variable& a, const Variable& b, bool transpose_a, bool transpose_b) {
        return matmul(a, b, {transpose_a, transpose_b});
      },
      arg("a"), arg("b"), py::kw_only(), arg("transpose_a") = false, arg("transpose_b") = false,
      "y[m,n] = sum_k op(a)[m,k] op(b)[k,n]: op(a) (M, K), op(b) (K, N) -> (M, N).", Unlocked());
  m.def(
      "conv1d",
      [](const Variable& x, const Variable& w, Index stride, Index dilation) {
        return conv1d(x, w, {stride, dilation});
      },
      arg("x"), arg("w"), py::kw_only(), arg("stride") = 1, arg("dilation") = 1,
      R"(Temporal convolution without padding: y[n,t,o] = sum_{k,i} w[o,k,i] x[n, t*stride + k*dilation, i]

x (N, L, C_in), w (C_out, K, C_in) -> (N, (L - window) / stride + 1, C_out), window = (K-1)*dilation + 1.)",
      Unlocked());
  m.def(
      "conv2d",
      [](const Variable& x, const Variable& w, Index stride, kernels::Padding padding,
         Index groups) {
        return conv2d(x, w, {stride, padding, groups});
      },
      arg("x"), arg("w"), py::kw_only(), arg("stride") = 1, arg("padding") = kernels::Padding::same,
      arg("groups") = 1,
      "Convolution of pictures: x (N, H, W, C_in), w (K_h, K_w, C_in / groups, C_out) -> (N, "
      "H_out, W_out, C_out).",
      Unlocked());
  m.def(
      "depthwise_conv2d",
      [](const Variable& x, const Variable& w, Index stride, kernels::Padding padding) {
        return depthwise_conv2d(x, w, {stride, padding});
      },
      arg("x"), arg("w"), py::kw_only(), arg("stride") = 1, arg("padding") = kernels::Padding::same,
      "A filter for each channel: x (N, H, W, C), w (K_h, K_w, C) -> (N, H_out, W_out, C).",
      Unlocked());
}

void bind_pictures(py::module_& m) {
  m.def("max_pool2d",
        py::overload_cast<const Variable&, Index, Index, kernels::Padding>(&max_pool2d), arg("x"),
        arg("size"), arg("stride"), arg("padding") = kernels::Padding::valid,
        "The largest number of each window of size x size pixels: x (N, H, W, C) -> (N, H_out, "
        "W_out, C).",
        Unlocked());
  m.def(
      "resize_bilinear",
      [](const Variable& x, Index H_out, Index W_out) { return resize_bilinear(x, H_out, W_out); },
      arg("x"), arg("H_out"), arg("W_out"),
      "Pictures of another size, each pixel between the four around its place.", Unlocked());
}

void bind_normalisation(py::module_& m) {
  m.def(
      "batchnorm",
      [](const Variable& x, const Variable& gamma, const Variable& beta, double eps) {
        return batchnorm(x, gamma, beta, eps);
      },
      arg("x"), arg("gamma"), arg("beta"), arg("eps") = 1e-5,
      R"(gamma (x - mean) / sqrt(var + eps) + beta with the batch's own statistics, through which gradients flow.

x (..., C), gamma and beta (C); mean and biased var are over all axes but the last.)",
      Unlocked());
  m.def(
      "dropout",
      [](const Variable& x, double p, std::uint64_t seed, std::uint64_t counter) {
        return dropout(x, p, {seed, counter});
      },
      arg("x"), arg("p"), py::kw_only(), arg("seed"), arg("counter"),
      "Sets elements to 0 with probability p, divides the others by 1 - p; seed and counter alone "
      "decide which.",
      Unlocked());
}

void bind_places(py::module_& m) {
  m.def(
      "slice",
      [](const Variable& x, int axis, Index start, Index stop, Index step) {
        return slice(x, axis, {start, stop, step});
      },
      arg("x"), arg("axis"), arg("start"), arg("stop"), arg("step") = 1,
      "Positions start, start + step, ... below stop along an axis.", Unlocked());
  m.def("concat", py::overload_cast<const Variable&, const Variable&, int>(&concat), arg("a"),
        arg("b"), arg("axis"), "a, then b, along an axis.", Unlocked());
  m.def("gather", py::overload_cast<const Variable&, int, const Tensor&>(&gather), arg("x"),
        arg("axis"), arg("positions"), "The given positions, a Tensor (P,) of i64, along an axis.",
        Unlocked());
  m.def("reshape", py::overload_cast<const Variable&, const Shape&>(&reshape), arg("x"),
        arg("shape"), "The same numbers, in the same memory, under another shape.", Unlocked());
}

}  // namespace

void bind_ops(py::module_& m) {
  bind_operators(m);
  bind_pointwise(m);
  bind_reductions(m);
  bind_products(m);
  bind_pictures(m);
  bind_normalisation(m);
  bind_places(m);
}

}  // namespace posegrad::python
