#include "python/module.h"

namespace posegrad::python {
namespace {

constexpr const char* kDoc = R"(3D human pose in video, from our own tensors up.

    import numpy as np, posegrad as pg
    poses = pg.lift(keypoints, size=(1920, 1080), fps=30)   # (frames, 17, 2) pixels -> (frames, 17, 3) metres

    x = pg.Variable(np.array([1.0, 2.0, 3.0]), requires_grad=True)
    pg.backward(pg.sum(x * x))
    x.grad.numpy()                                           # [2. 4. 6.]

Tensor, from_numpy, tensor   numbers, shared with NumPy or copied from it
kernels                      functions of tensors, with contracts; ops() lists them all
Variable, backward, Function what remembers how it came about; gradients; ops of your own
gradcheck                    is this gradient the derivative?
audit, observe               every kernel call, held to its definition
nn                           layers and Adam
pose                         skeletons, cameras, data, the temporal model, training, errors of poses
lift                         keypoints to poses, as `posegrad wild`

Names, formulas and errors are those of the C++ library.)";

/// A submodule that `import posegrad.NAME` finds as well.
py::module_ submodule(py::module_& m, const char* name, const char* doc) {
  py::module_ inner = m.def_submodule(name, doc);
  py::module_::import("sys").attr("modules")[py::str("posegrad." + std::string(name))] = inner;
  return inner;
}

}  // namespace

std::shared_ptr<py::object> kept(py::object object) {
  return {new py::object(std::move(object)), [](py::object* last) {
            if (Py_IsInitialized() == 0) return;  // its memory went with the interpreter
            const py::gil_scoped_acquire lock;
            delete last;
          }};
}

void check_signals() {
  const py::gil_scoped_acquire lock;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

}  // namespace posegrad::python

PYBIND11_MODULE(posegrad, m) {
  using namespace posegrad::python;
  m.doc() = kDoc;
  m.attr("__version__") = POSEGRAD_VERSION;
  bind_errors(m);
  bind_types(m);
  bind_tensor(m);
  bind_variable(m);
  bind_function(m);
  bind_ops(m);
  bind_gradcheck(m);
  bind_observer(m);
  bind_own_op(m);
  bind_audit(m);
  py::module_ kernels = submodule(m, "kernels", "Functions of tensors, without gradients.");
  bind_kernels(kernels);
  py::module_ nn = submodule(m, "nn", "Modules with named parameters, layers, Adam.");
  bind_module(nn);
  bind_layers(nn);
  bind_adam(nn);
  py::module_ pose = submodule(
      m, "pose",
      "Skeletons, cameras, data sets, the temporal model and its training, errors of poses.");
  bind_geometry(pose);
  bind_data(pose);
  bind_batches(pose);
  bind_model(pose);
  bind_evaluation(pose);
  bind_reconstruct(pose);
  bind_lift(m);
}
