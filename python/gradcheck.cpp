#include "autograd/gradcheck.h"

#include "python/arrays.h"

namespace posegrad::python {
namespace {

std::vector<Tensor> tensors_of(const std::vector<py::object>& inputs) {
  std::vector<Tensor> tensors;
  for (const py::object& input : inputs) tensors.push_back(as_tensor(input));
  return tensors;
}

// f is called with the inputs one by one, not with a list.
GradcheckFunction function_of(const py::function& f) {
  return [f](const std::vector<Variable>& inputs) {
    py::tuple arguments(inputs.size());
    for (std::size_t i = 0; i < inputs.size(); ++i) arguments[i] = py::cast(inputs[i]);
    return f(*arguments).cast<Variable>();
  };
}

}  // namespace

void bind_gradcheck(py::module_& m) {
  using py::arg;
  py::class_<GradcheckResult>(m, "GradcheckResult",
                              "How far gradients are from finite differences.")
      .def_readonly("worst_error", &GradcheckResult::worst_error,
                    "Largest |analytic - numeric| / scale of the input's gradient.")
      .def_readonly("input", &GradcheckResult::input)
      .def_readonly("element", &GradcheckResult::element)
      .def_readonly("analytic", &GradcheckResult::analytic)
      .def_readonly("numeric", &GradcheckResult::numeric)
      .def("ok", &GradcheckResult::ok, arg("tolerance") = 1e-6)
      .def("__bool__", [](const GradcheckResult& result) { return result.ok(); })
      .def("__repr__", &GradcheckResult::to_string);
  py::class_<LeafGradcheck>(m, "LeafGradcheck",
                            "How far the gradient of one input is from finite differences.")
      .def_readonly("elements", &LeafGradcheck::elements)
      .def_readonly("not_smooth", &LeafGradcheck::not_smooth,
                    "Elements at a kink, where nothing was compared.")
      .def_readonly("worst_error", &LeafGradcheck::worst_error)
      .def_readonly("element", &LeafGradcheck::element)
      .def_readonly("analytic", &LeafGradcheck::analytic)
      .def_readonly("numeric", &LeafGradcheck::numeric);

  m.def(
      "gradcheck",
      [](const py::function& f, const std::vector<py::object>& inputs, std::uint64_t seed,
         double step) { return gradcheck(function_of(f), tensors_of(inputs), seed, step); },
      arg("f"), arg("inputs"), py::kw_only(), arg("seed") = 1, arg("step") = 1e-3,
      R"(Is the gradient of f the derivative? f(*inputs) -> Variable; inputs are f64.

Compares dL/dx with central differences for L = sum(c f(x)), c random: a plain sum would be blind for batch norm.)");
  m.def(
      "gradcheck_inputs",
      [](const py::function& f, const std::vector<py::object>& inputs, std::uint64_t seed,
         double step, Index elements, double tolerance) {
        return gradcheck_inputs(function_of(f), tensors_of(inputs),
                                {seed, step, elements, tolerance});
      },
      arg("f"), arg("inputs"), py::kw_only(), arg("seed") = 1, arg("step") = 1e-3,
      arg("elements") = 0, arg("tolerance") = 1e-6,
      "The same for functions with kinks, which it tells from mistakes: a LeafGradcheck for each "
      "input. elements: of each, 0 all.");
}

}  // namespace posegrad::python
