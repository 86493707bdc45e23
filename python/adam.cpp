#include "nn/adam.h"

#include "python/module.h"

namespace posegrad::python {
namespace {

using nn::Adam, nn::AdamOptions;

std::vector<nn::NamedVariable> parameters_of(const py::object& parameters) {
  if (py::isinstance<nn::Module>(parameters))
    return parameters.cast<const nn::Module&>().state().parameters;
  std::vector<nn::NamedVariable> list;
  for (auto& [name, variable] : parameters.cast<std::vector<std::pair<std::string, Variable>>>())
    list.push_back({name, variable});
  return list;
}

py::list moments_of(const Adam& adam) {
  py::list list;
  for (const Adam::Moments& moments : adam.moments())
    list.append(moments.m.defined() ? py::object(py::make_tuple(moments.m, moments.v, moments.vmax))
                                    : py::none());
  return list;
}

}  // namespace

void bind_adam(py::module_& m) {
  using py::arg;
  py::class_<Adam> adam(
      m, "Adam",
      R"(Adam, with the AMSGrad maximum: m, v running means of g and g^2; vmax = max(vmax, v);
p -= lr / (1 - beta1^t) * m / (sqrt(vmax) / sqrt(1 - beta2^t) + eps))");
  adam.def(py::init([](const py::object& parameters, double learning_rate, double beta1,
                       double beta2, double eps, bool amsgrad) {
             return Adam(parameters_of(parameters), {learning_rate, beta1, beta2, eps, amsgrad});
           }),
           arg("parameters"), arg("learning_rate") = 1e-3, py::kw_only(), arg("beta1") = 0.9,
           arg("beta2") = 0.999, arg("eps") = 1e-8, arg("amsgrad") = true,
           "parameters: a Module, or (name, Variable) pairs as state().parameters has them.")
      .def("step", &Adam::step,
           "One update of every parameter that has a gradient, then forgets the gradients.",
           Unlocked())
      .def("zero_grad", &Adam::zero_grad)
      .def_property(
          "learning_rate", [](const Adam& a) { return a.options().learning_rate; },
          [](Adam& a, double rate) { a.options().learning_rate = rate; })
      .def_property_readonly("moments", moments_of,
                             "(m, v, vmax) of each parameter, Tensors of its shape.")
      .def_property_readonly("steps", &Adam::steps);
}

}  // namespace posegrad::python
