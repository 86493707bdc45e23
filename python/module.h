#pragma once
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "python/casters.h"

// The Python module `posegrad`: the C++ library's names in Python's customs. What is a struct of options there are keyword
// arguments here; errors have the same text. A file binds one subject.
namespace posegrad::python {

namespace py = pybind11;

/// For functions that compute: other Python threads run meanwhile.
using Unlocked = py::call_guard<py::gil_scoped_release>;

void bind_errors(py::module_& m);
void bind_types(py::module_& m);
void bind_tensor(py::module_& m);
void bind_kernels(py::module_& m);
void bind_variable(py::module_& m);
void bind_function(py::module_& m);
void bind_ops(py::module_& m);
void bind_gradcheck(py::module_& m);
void bind_observer(py::module_& m);
void bind_own_op(py::module_& m);
void bind_audit(py::module_& m);
void bind_module(py::module_& nn);
void bind_layers(py::module_& nn);
void bind_adam(py::module_& nn);
void bind_geometry(py::module_& pose);
void bind_data(py::module_& pose);
void bind_batches(py::module_& pose);
void bind_model(py::module_& pose);
void bind_evaluation(py::module_& pose);
void bind_reconstruct(py::module_& pose);
void bind_lift(py::module_& m);

/// A Python object that C++ holds. Whichever thread lets go of it last takes the GIL for that.
std::shared_ptr<py::object> kept(py::object object);

/// Lets Ctrl-C end a long computation: for the progress that the library reports. Throws what the
/// signal's handler raised.
void check_signals();

}  // namespace posegrad::python
