#include "python/module.h"
#include "tensor/kernels/arithmetic.h"
#include "tensor/kernels/conv1d.h"
#include "tensor/kernels/conv2d.h"
#include "tensor/kernels/depthwise_conv2d.h"
#include "tensor/kernels/matmul.h"
#include "tensor/kernels/pointwise.h"
#include "tensor/kernels/top_k.h"

namespace posegrad::python {

void bind_kernels(py::module_& m) {
  using kernels::Padding;
  using py::arg;
  m.def(
      "matmul",
      [](const Tensor& a, const Tensor& b, bool transpose_a, bool transpose_b) {
        return kernels::matmul(a, b, {transpose_a, transpose_b});
      },
      arg("a"), arg("b"), py::kw_only(), arg("transpose_a") = false, arg("transpose_b") = false,
      "y[m,n] = sum_k op(a)[m,k] op(b)[k,n]: op(a) (M, K), op(b) (K, N) -> (M, N).", Unlocked());
  m.def(
      "conv1d",
      [](const Tensor& x, const Tensor& w, Index stride, Index dilation) {
        return kernels::conv1d(x, w, {stride, dilation});
      },
      arg("x"), arg("w"), py::kw_only(), arg("stride") = 1, arg("dilation") = 1,
      "y[n,t,o] = sum_{k,i} w[o,k,i] x[n, t*stride + k*dilation, i]: x (N, L, C_in), w (C_out, K, "
      "C_in) -> (N, L_out, C_out).",
      Unlocked());
  m.def(
      "conv2d",
      [](const Tensor& x, const Tensor& w, Index stride, Padding padding, Index groups) {
        return kernels::conv2d(x, w, {.stride = stride, .padding = padding, .groups = groups});
      },
      arg("x"), arg("w"), py::kw_only(), arg("stride") = 1, arg("padding") = Padding::same,
      arg("groups") = 1,
      "Convolution of pictures: x (N, H, W, C_in), w (K_h, K_w, C_in / groups, C_out) -> (N, "
      "H_out, W_out, C_out).",
      Unlocked());
  m.def(
      "depthwise_conv2d",
      [](const Tensor& x, const Tensor& w, Index stride, Padding padding) {
        return kernels::depthwise_conv2d(x, w, {.stride = stride, .padding = padding});
      },
      arg("x"), arg("w"), py::kw_only(), arg("stride") = 1, arg("padding") = Padding::same,
      "A filter for each channel: x (N, H, W, C), w (K_h, K_w, C) -> (N, H_out, W_out, C).",
      Unlocked());
  m.def("argmax", &kernels::argmax, arg("x"),
        "The row of each column's largest number, the first of equal ones: x (R, C) -> (C) i64.",
        Unlocked());
  m.def("relu", py::overload_cast<const Tensor&>(&kernels::relu), arg("x"), "max(x, 0)",
        Unlocked());
  m.def("sigmoid", py::overload_cast<const Tensor&>(&kernels::sigmoid), arg("x"),
        "1 / (1 + exp(-x))", Unlocked());
  m.def("affine", py::overload_cast<const Tensor&, double, double>(&kernels::affine), arg("x"),
        arg("scale"), arg("shift") = 0.0, "scale x + shift", Unlocked());
  m.def("add", &kernels::add, arg("a"), arg("b"), "a + b, of one shape.", Unlocked());
  m.def("sub", &kernels::sub, arg("a"), arg("b"), "a - b, of one shape.", Unlocked());
  m.def("mul", &kernels::mul, arg("a"), arg("b"), "a b, element by element, of one shape.",
        Unlocked());
  m.def("div", &kernels::div, arg("a"), arg("b"), "a / b, element by element, of one shape.",
        Unlocked());
}

}  // namespace posegrad::python
