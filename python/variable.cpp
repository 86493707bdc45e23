#include "autograd/variable.h"

#include <fmt/format.h>

#include "python/arrays.h"
#include "tensor/call_site.h"

namespace posegrad::python {
namespace {

/// A guard of the library as a context manager.
template <class Guard, class... Arguments>
class Context {
 public:
  explicit Context(Arguments... arguments) : arguments_(std::move(arguments)...) {}
  void enter() {
    std::apply([this](const auto&... values) { guard_.emplace(values...); }, arguments_);
  }
  void exit(const py::args&) { guard_.reset(); }

 private:
  std::tuple<Arguments...> arguments_;
  std::optional<Guard> guard_;
};

using NoGradContext = Context<NoGrad>;
using CallScopeContext = Context<CallScope, std::string>;

std::optional<Tensor> grad_of(const Variable& variable) {
  return variable.grad().defined() ? std::optional(variable.grad()) : std::nullopt;
}

std::string shown(const Variable& variable) {
  return fmt::format("<Variable {} {}{}>", variable.shape().to_string(), name_of(variable.dtype()),
                     variable.node() != nullptr ? fmt::format(" of {}", variable.node()->op)
                     : variable.requires_grad() ? " that requires a gradient"
                                                : "");
}

}  // namespace

void bind_variable(py::module_& m) {
  py::class_<Variable> variable(
      m, "Variable",
      "A tensor in a computation, with the op that made it and, after backward(), its gradient.");
  variable
      .def(py::init([](const py::object& value, bool requires_grad) {
             return Variable(as_tensor(value), requires_grad);
           }),
           py::arg("value"), py::arg("requires_grad") = false,
           "A leaf: data, or with requires_grad a parameter. A Tensor is shared, anything else "
           "copied.")
      .def_property(
          "value", &Variable::value,
          [](Variable& leaf, const py::object& value) { leaf.set_value(as_tensor(value)); },
          "Its numbers, a Tensor; those of a leaf can be replaced.")
      .def_property(
          "grad", grad_of,
          [](Variable& leaf, const std::optional<Tensor>& grad) {
            leaf.set_grad(grad.value_or(Tensor()));
          },
          "dL/d(this), a Tensor, after backward(); None before.")
      .def("zero_grad", &Variable::zero_grad)
      .def_property_readonly("shape", &Variable::shape)
      .def_property_readonly("dtype", &Variable::dtype)
      .def_property_readonly("requires_grad", &Variable::requires_grad)
      .def_property_readonly(
          "op",
          [](const Variable& v) {
            return v.node() == nullptr ? std::nullopt : std::optional(std::string(v.node()->op));
          },
          "Name of the op that made it; None for a leaf, and where nothing was recorded.")
      .def("dim", &Variable::dim, py::arg("axis"))
      .def("detach", &Variable::detach, "The same numbers without the computation behind them.")
      .def(
          "item", [](const Variable& v) { return v.value().item(); }, "The only number.")
      .def(
          "numpy", [](const Variable& v) { return array_of(v.value()); }, "value.numpy()")
      .def("__float__", [](const Variable& v) { return v.value().item(); })
      .def("__repr__", shown);
  // NumPy would else take a Variable apart in `array * variable`.
  variable.attr("__array_ufunc__") = py::none();

  m.def(
      "backward",
      [](const Variable& output, std::optional<Tensor> seed) {
        backward(output, seed.value_or(Tensor()));
      },
      py::arg("output"), py::arg("seed") = py::none(),
      R"(Adds d(sum of seed * output)/d(leaf) to the gradient of every leaf that requires one, and lets go of the computation.

`seed` has the output's shape; without it the output is one number.)",
      Unlocked());

  py::class_<NoGradContext>(m, "no_grad", "with no_grad(): ops remember nothing.")
      .def(py::init())
      .def("__enter__", &NoGradContext::enter)
      .def("__exit__", &NoGradContext::exit);
  py::class_<CallScopeContext>(
      m, "call_scope",
      "with call_scope(name): kernels are called under that name, as audits report it.")
      .def(py::init<std::string>(), py::arg("name"))
      .def("__enter__", &CallScopeContext::enter)
      .def("__exit__", &CallScopeContext::exit);
}

}  // namespace posegrad::python
