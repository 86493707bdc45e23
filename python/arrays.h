#pragma once
#include <pybind11/numpy.h>

#include "python/module.h"
#include "tensor/tensor.h"

namespace posegrad::python {

/// A tensor on the memory of an array, which lives as long. Throws DTypeError or ValueError, saying
/// what is in the way, for an array that a tensor cannot share.
Tensor shared(const py::array& array);

/// A tensor of its own with the numbers of anything that NumPy reads. Floats of other sizes become
/// f32, integers and booleans i64. Throws DTypeError for what is no number, and ShapeError for more
/// axes than a tensor has.
Tensor copied(const py::object& numbers);

/// A Tensor as it is, a Variable's value, or a copy of numbers: for functions that compute and keep
/// nothing.
Tensor as_tensor(const py::object& numbers);

/// An array on the memory of a tensor, which lives as long. Throws DeviceError unless the tensor is
/// in host memory, DTypeError for bf16.
py::array array_of(const Tensor& tensor);

/// NumPy's type of a number type. Throws DTypeError for bf16.
py::dtype numpy_type(DType dtype);

}  // namespace posegrad::python
