#include "nn/layers.h"
#include "nn/module.h"
#include "python/named_enum.h"

namespace posegrad::python {
namespace {

using nn::Module;
using nn::State;

void collect_item(const py::handle& item, const std::string& name, State& state) {
  if (py::isinstance<Module>(item)) {
    item.cast<const Module&>().collect(name + ".", state);
  } else if (py::isinstance<Variable>(item)) {
    const auto& variable = item.cast<const Variable&>();
    if (variable.requires_grad()) state.add_parameter(name, variable);
  } else if (py::isinstance<py::list>(item) || py::isinstance<py::tuple>(item)) {
    std::size_t number = 0;
    for (const py::handle inner : item)
      collect_item(inner, name + "." + std::to_string(number++), state);
  }
}

/// A module that is a class of Python: it owns its attributes, in the order in which they were set.
class PythonModule final : public Module {
 public:
  void collect(const std::string& prefix, State& state) const override {
    const py::gil_scoped_acquire lock;
    const Module* const known = this;  // by the type that Python knows
    if (const py::function own = py::get_override(known, "collect")) {
      own(prefix, py::cast(&state, py::return_value_policy::reference));
      return;
    }
    const py::object self = py::cast(known, py::return_value_policy::reference);
    for (const auto& [name, item] : self.attr("__dict__").cast<py::dict>())
      collect_item(item, prefix + std::string(py::str(name)), state);
  }
};

template <class Named, class Member>
py::list named_list(const std::vector<Named>& named, Member member) {
  py::list list;
  for (const Named& one : named) list.append(py::make_tuple(one.name, one.*member));
  return list;
}

}  // namespace

void bind_module(py::module_& m) {
  using py::arg;
  named_enum<nn::Mode>(m, "Mode", "What a forward pass is for: batch norm and dropout differ.",
                       {{"training", nn::Mode::training}, {"evaluation", nn::Mode::evaluation}});
  py::class_<nn::RandomStream>(
      m, "RandomStream",
      "Keys for the random numbers of a run, one a use; seed and counter say where it is.")
      .def(py::init([](std::uint64_t seed, std::uint64_t counter) {
             return nn::RandomStream{seed, counter};
           }),
           arg("seed") = 0, arg("counter") = 0)
      .def_readwrite("seed", &nn::RandomStream::seed)
      .def_readwrite("counter", &nn::RandomStream::counter);
  py::class_<nn::Pass>(
      m, "Pass",
      R"(What a forward pass is for. Training uses the batch's statistics, updates the running ones with
`momentum` and draws dropout masks from `random`; evaluation needs neither.)")
      .def(py::init([](nn::Mode mode, double momentum, nn::RandomStream* random, bool fused) {
             return nn::Pass{.mode = mode, .momentum = momentum, .random = random, .fused = fused};
           }),
           py::kw_only(), arg("mode") = nn::Mode::evaluation, arg("momentum") = 0.1,
           arg("random") = py::none(), arg("fused") = true, py::keep_alive<1, 4>())
      .def_readonly("mode", &nn::Pass::mode)
      .def_readwrite("momentum", &nn::Pass::momentum)
      .def_readonly("fused", &nn::Pass::fused);

  py::class_<State>(
      m, "State",
      "Parameters and buffers of a model, in a fixed order; tensors share memory with it.")
      .def_property_readonly(
          "parameters",
          [](const State& state) {
            return named_list(state.parameters, &nn::NamedVariable::variable);
          },
          "(name, Variable) of what is trained.")
      .def_property_readonly(
          "all", [](const State& state) { return named_list(state.all, &nn::NamedTensor::tensor); },
          "(name, Tensor) of parameters and buffers.")
      .def("parameter_count", &State::parameter_count, "Numbers, not tensors.")
      .def("add_parameter", &State::add_parameter, arg("name"), arg("variable"))
      .def("add_buffer", &State::add_buffer, arg("name"), arg("tensor"));

  py::class_<Module, PythonModule>(
      m, "Module", py::dynamic_attr(),
      R"(A part of a model. A class of your own has its parts as attributes:

    class Pair(posegrad.nn.Module):
        def __init__(self):
            super().__init__()
            self.first = posegrad.nn.Linear(2, 16, seed=1, counter=0)
            self.second = posegrad.nn.Linear(16, 1, seed=1, counter=1)
        def forward(self, x):
            return self.second(posegrad.relu(self.first(x)))

state() then lists modules, lists of them, and Variables that require a gradient; collect(prefix, state) may do it in another way.)")
      .def(py::init())
      .def("collect", &Module::collect, arg("prefix"), arg("state"),
           "Adds parameters and buffers under a prefix: '' or 'layer.'.")
      .def("state", &Module::state)
      .def("__call__",
           [](const py::object& self, const py::args& arguments, const py::kwargs& named) {
             return self.attr("forward")(*arguments, **named);
           });
}

}  // namespace posegrad::python
