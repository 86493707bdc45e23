#include "nn/layers.h"

#include "python/module.h"

namespace posegrad::python {
namespace {

using py::arg;

std::optional<Variable> if_there(const Variable& variable) {
  return variable.defined() ? std::optional(variable) : std::nullopt;
}

void bind_linear(py::module_& m) {
  py::class_<nn::Linear, nn::Module>(
      m, "Linear", "y = x W^T + b over the last axis. W (C_out, C_in), b (C_out).")
      .def(py::init<Index, Index, std::uint64_t, std::uint64_t>(), arg("in_"), arg("out"),
           py::kw_only(), arg("seed"), arg("counter"))
      .def("forward", &nn::Linear::forward, arg("x"), "x (..., C_in) -> (..., C_out)", Unlocked());
}

void bind_convolutions(py::module_& m) {
  using nn::Conv1d, nn::Conv2d, nn::DepthwiseConv2d, kernels::Padding;
  py::class_<Conv1d, nn::Module>(
      m, "Conv1d",
      "A temporal convolution's parameters: weight (C_out, K, C_in), bias (C_out) or none.")
      .def(py::init([](Index in, Index out, Index width, bool bias, std::uint64_t seed,
                       std::uint64_t counter) {
             return Conv1d({in, out, width, bias}, seed, counter);
           }),
           arg("in_"), arg("out"), arg("width"), arg("bias") = false, py::kw_only(), arg("seed"),
           arg("counter"))
      .def(
          "forward",
          [](const Conv1d& layer, const Variable& x, Index stride, Index dilation) {
            return layer.forward(x, {stride, dilation});
          },
          arg("x"), py::kw_only(), arg("stride") = 1, arg("dilation") = 1,
          "x (N, L, C_in) -> (N, L_out, C_out)", Unlocked())
      .def_property_readonly("weight", &Conv1d::weight)
      .def_property_readonly("bias", [](const Conv1d& layer) { return if_there(layer.bias()); });
  py::class_<Conv2d, nn::Module>(
      m, "Conv2d", "The same for pictures: weight (K, K, C_in, C_out), bias (C_out) or none.")
      .def(py::init([](Index in, Index out, Index width, bool bias, std::uint64_t seed,
                       std::uint64_t counter) {
             return Conv2d({in, out, width, bias}, seed, counter);
           }),
           arg("in_"), arg("out"), arg("width"), arg("bias") = false, py::kw_only(), arg("seed"),
           arg("counter"))
      .def(
          "forward",
          [](const Conv2d& layer, const Variable& x, Index stride, Padding padding, Index groups) {
            return layer.forward(x, {stride, padding, groups});
          },
          arg("x"), py::kw_only(), arg("stride") = 1, arg("padding") = Padding::same,
          arg("groups") = 1, "x (N, H, W, C_in) -> (N, H_out, W_out, C_out)", Unlocked())
      .def_property_readonly("weight", &Conv2d::weight)
      .def_property_readonly("bias", [](const Conv2d& layer) { return if_there(layer.bias()); });
  py::class_<DepthwiseConv2d, nn::Module>(
      m, "DepthwiseConv2d", "A square filter for each channel: weight (K, K, C), bias (C) or none.")
      .def(py::init([](Index channels, Index width, bool bias, std::uint64_t seed,
                       std::uint64_t counter) {
             return DepthwiseConv2d({channels, width, bias}, seed, counter);
           }),
           arg("channels"), arg("width"), arg("bias") = false, py::kw_only(), arg("seed"),
           arg("counter"))
      .def(
          "forward",
          [](const DepthwiseConv2d& layer, const Variable& x, Index stride, Padding padding) {
            return layer.forward(x, {stride, padding});
          },
          arg("x"), py::kw_only(), arg("stride") = 1, arg("padding") = Padding::same,
          "x (N, H, W, C) -> (N, H_out, W_out, C)", Unlocked())
      .def_property_readonly("weight", &DepthwiseConv2d::weight)
      .def_property_readonly("bias",
                             [](const DepthwiseConv2d& layer) { return if_there(layer.bias()); });
}

void bind_norm_and_dropout(py::module_& m) {
  using nn::BatchNorm1d, nn::Dropout;
  py::class_<BatchNorm1d, nn::Module>(
      m, "BatchNorm1d", "Batch normalisation per channel, with running statistics for evaluation.")
      .def(py::init<Index>(), arg("channels"))
      .def(
          "forward",
          [](const BatchNorm1d& norm, const Variable& x, nn::Mode mode, double momentum) {
            return norm.forward(x, mode, momentum);
          },
          arg("x"), arg("mode") = nn::Mode::evaluation, arg("momentum") = 0.1,
          "x (N, L, C) -> (N, L, C)", Unlocked())
      .def_property_readonly("weight", &BatchNorm1d::weight)
      .def_property_readonly("bias", &BatchNorm1d::bias)
      .def_property_readonly("running_mean", &BatchNorm1d::running_mean)
      .def_property_readonly("running_var", &BatchNorm1d::running_var);
  py::class_<Dropout, nn::Module>(
      m, "Dropout",
      "In training, sets numbers to 0 with probability p and divides the others by 1 - p.")
      .def(py::init<double>(), arg("p"))
      .def(
          "forward",
          [](const Dropout& layer, const Variable& x, const std::optional<nn::Pass>& pass) {
            return layer.forward(x, pass.value_or(nn::Pass{}));
          },
          arg("x"), arg("pass_") = py::none(), "pass_: a Pass; none: evaluation.", Unlocked())
      .def_property_readonly("p", &Dropout::p);
}

}  // namespace

void bind_layers(py::module_& m) {
  m.def("uniform", &nn::uniform, arg("shape"), arg("bound"), py::kw_only(), arg("seed"),
        arg("counter"), arg("dtype") = DType::f32,
        "A Tensor, uniform in [-bound, bound): the same numbers on every device. counter differs "
        "from tensor to tensor.",
        Unlocked());
  bind_linear(m);
  bind_convolutions(m);
  bind_norm_and_dropout(m);
}

}  // namespace posegrad::python
