#include <fmt/format.h>

#include "autograd/variable.h"
#include "python/arrays.h"
#include "python/names.h"

namespace posegrad::python {
namespace {

/// Base of a user's own differentiable functions.
struct Function {
  bool was_called = false;
};

// What forward() or backward() returned: an array's memory is shared where it can be.
Tensor tensor_from(const py::object& result) {
  if (py::isinstance<Tensor>(result)) return result.cast<Tensor>();
  if (py::isinstance<py::array>(result)) {
    const auto array = result.cast<py::array>();
    if ((array.flags() & py::array::c_style) != 0 && array.writeable()) return shared(array);
  }
  return copied(result);
}

Grads grads_from(const py::object& result, const std::vector<Tensor>& inputs,
                 const std::string& name) {
  const py::tuple list = py::isinstance<py::tuple>(result) || py::isinstance<py::list>(result)
                             ? py::tuple(result)
                             : py::make_tuple(result);
  if (list.size() != inputs.size())
    throw ValueError(
        fmt::format("{}: backward returned {} gradients; expected {}, one for each input", name,
                    list.size(), inputs.size()));
  Grads grads;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const py::object grad = list[i];
    if (grad.is_none()) {
      grads.emplace_back();
      continue;
    }
    Tensor tensor = tensor_from(grad);
    if (!(tensor.shape() == inputs[i].shape()))
      throw ShapeError(
          fmt::format("{}: backward returned a gradient of shape {}; expected {}, input {}'s", name,
                      tensor.shape().to_string(), inputs[i].shape().to_string(), i));
    if (tensor.dtype() != inputs[i].dtype())
      throw DTypeError(
          fmt::format("{}: backward returned a gradient of {}; expected {}, input {}'s", name,
                      name_of(tensor.dtype()), name_of(inputs[i].dtype()), i));
    grads.emplace_back(std::move(tensor));
  }
  return grads;
}

Variable call(const py::object& self, const py::args& arguments) {
  const std::string name = py::str(py::type::of(self).attr("__name__"));
  auto& function = self.cast<Function&>();
  if (function.was_called)
    throw ValueError(fmt::format(
        "{}: it was called before, and remembers that call; expected a new {}()", name, name));
  function.was_called = true;

  std::vector<Variable> inputs;
  std::vector<Tensor> values;
  py::tuple tensors(arguments.size());
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    const py::object argument = arguments[i];
    inputs.push_back(py::isinstance<Variable>(argument) ? argument.cast<Variable>()
                                                        : Variable(as_tensor(argument)));
    values.push_back(inputs.back().value());
    tensors[i] = py::cast(values.back());
  }
  const Tensor y = tensor_from(self.attr("forward")(*tensors));
  return record(
      lasting(name), y, inputs,
      [self = kept(self), values = std::move(values), name](const Tensor& dy, const Wants& wants) {
        const py::gil_scoped_acquire lock;
        self->attr("wants") = py::tuple(py::cast(wants));
        return grads_from(self->attr("backward")(dy), values, name);
      });
}

}  // namespace

void bind_function(py::module_& m) {
  py::class_<Function>(m, "Function", py::dynamic_attr(),
                       R"(An op of your own, by value and derivative.

    class Square(posegrad.Function):
        def forward(self, x):            # Tensors in, a Tensor or an array out
            self.x = x.numpy()
            return self.x ** 2
        def backward(self, dy):          # dL/dy -> dL/dx: for several inputs a tuple; None where not wanted
            return 2 * self.x * dy.numpy()

    y = Square()(x)                      # a new object for every call

self.wants says in backward() which inputs need a gradient. Keep tensors, never the resulting Variable: it holds the object, and the two
would keep each other alive. gradcheck() says whether the derivative is right.)")
      .def(py::init())
      .def("__call__", call);
}

}  // namespace posegrad::python
