#pragma once
#include "python/module.h"
#include "tensor/tensor.h"

namespace posegrad::python {

// DLPack: how array libraries lend each other their memory. Source: dmlc.github.io/dlpack, version 0.8.

/// A capsule "dltensor" on a tensor's memory, which lives as long as the borrower wants. Work on a GPU
/// is done when it comes.
py::capsule to_dlpack(const Tensor& tensor);
/// (kind of device, its number).
std::pair<int, int> dlpack_device(const Tensor& tensor);

/// A tensor on what `other.__dlpack__()` lends. Throws DeviceError unless it is in host memory,
/// DTypeError and ValueError for what a tensor cannot share.
Tensor from_dlpack(const py::object& other);

}  // namespace posegrad::python
