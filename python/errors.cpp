#include "python/module.h"
#include "tensor/error.h"

namespace posegrad::python {
namespace {

// Lives as long as the interpreter.
py::handle new_error(py::module_& m, const char* name, py::tuple bases, const char* doc) {
  const py::handle type = PyErr_NewExceptionWithDoc(("posegrad." + std::string(name)).c_str(), doc,
                                                    bases.ptr(), nullptr);
  if (!type) throw py::error_already_set();
  m.add_object(name, type);
  return type;
}

struct Errors {
  py::handle base, shape, dtype, device, value, data, io, numeric;
};
Errors errors;

template <class E>
bool raised_as(const std::exception_ptr& pointer, py::handle type) {
  try {
    std::rethrow_exception(pointer);
  } catch (const E& error) {
    PyErr_SetString(type.ptr(), error.what());
    return true;
  } catch (...) {
    return false;
  }
}

void translate(std::exception_ptr pointer) {
  if (!pointer) return;
  if (raised_as<ShapeError>(pointer, errors.shape) ||
      raised_as<DTypeError>(pointer, errors.dtype) ||
      raised_as<DeviceError>(pointer, errors.device) ||
      raised_as<ValueError>(pointer, errors.value) || raised_as<DataError>(pointer, errors.data) ||
      raised_as<IoError>(pointer, errors.io) || raised_as<NumericError>(pointer, errors.numeric) ||
      raised_as<Error>(pointer, errors.base))
    return;
  std::rethrow_exception(pointer);
}

}  // namespace

void bind_errors(py::module_& m) {
  const py::handle runtime = PyExc_RuntimeError;
  errors.base = new_error(
      m, "Error", py::make_tuple(runtime),
      "What posegrad raises on purpose: one line that says what was found and what was wanted.");
  const auto also = [](PyObject* builtin) {
    return py::make_tuple(errors.base, py::handle(builtin));
  };
  errors.shape = new_error(m, "ShapeError", also(PyExc_ValueError), "A tensor of the wrong shape.");
  errors.dtype =
      new_error(m, "DTypeError", also(PyExc_TypeError), "A tensor of the wrong number type.");
  errors.device = new_error(m, "DeviceError", py::make_tuple(errors.base),
                            "A device that is absent, or not where the numbers lie.");
  errors.value =
      new_error(m, "ValueError", also(PyExc_ValueError), "An argument outside its range.");
  errors.data = new_error(m, "DataError", also(PyExc_ValueError),
                          "A file or data whose content is not what it should be.");
  errors.io = new_error(m, "IoError", also(PyExc_OSError),
                        "The system refused: missing file, full disk, no permission.");
  errors.numeric =
      new_error(m, "NumericError", also(PyExc_ArithmeticError), "A result that is not finite.");
  py::register_exception_translator(translate);
}

}  // namespace posegrad::python
