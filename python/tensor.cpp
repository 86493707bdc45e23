#include "tensor/tensor.h"

#include <fmt/format.h>

#include "python/arrays.h"
#include "python/dlpack.h"

namespace posegrad::python {
namespace {

py::buffer_info buffer_of(const Tensor& tensor) {
  const py::array array = array_of(tensor);
  return {tensor.bytes(),
          array.itemsize(),
          std::string(1, array.dtype().char_()),
          array.ndim(),
          {array.shape(), array.shape() + array.ndim()},
          {array.strides(), array.strides() + array.ndim()}};
}

// NumPy's protocol: copy True always, False never, None where it must be.
py::object as_numpy_asks(const Tensor& tensor, const py::object& dtype, const py::object& copy) {
  const py::array array = array_of(tensor);
  const bool converts = !dtype.is_none() && !array.dtype().equal(py::dtype::from_args(dtype));
  if (!copy.is_none() && !copy.cast<bool>() && converts)
    throw ValueError("the tensor cannot be an array of another type without a copy");
  if (converts) return array.attr("astype")(dtype);
  if (!copy.is_none() && copy.cast<bool>()) return array.attr("copy")();
  return array;
}

double at(const Tensor& tensor, Index flat) {
  if (flat < 0 || flat >= tensor.numel())
    throw py::index_error(
        fmt::format("element {} does not lie in the shape {}", flat, tensor.shape().to_string()));
  return tensor.at(flat);
}

std::string shown(const Tensor& tensor) {
  return fmt::format("<Tensor {} {}{}>", tensor.shape().to_string(), name_of(tensor.dtype()),
                     tensor.device() == Device::cuda ? " on cuda" : "");
}

Tensor made(const py::object& numbers, std::optional<DType> dtype) {
  const Tensor copy = copied(numbers);
  return dtype ? copy.to(*dtype) : copy;
}

}  // namespace

void bind_tensor(py::module_& m) {
  constexpr DType f32 = DType::f32;
  constexpr Device cpu = Device::cpu;
  py::class_<Tensor>(
      m, "Tensor", py::buffer_protocol(),
      R"(Numbers in row-major order on one device, and their shape. Knows nothing about gradients.

numpy(), np.asarray() and memoryview() look at the same memory without copying; each keeps it alive.)")
      .def_buffer(buffer_of)
      .def_property_readonly("shape", &Tensor::shape, "Sizes of the axes, outermost first.")
      .def_property_readonly("dtype", &Tensor::dtype)
      .def_property_readonly("device", &Tensor::device)
      .def_property_readonly("rank", &Tensor::rank, "Number of axes.")
      .def_property_readonly("numel", &Tensor::numel, "Number of elements.")
      .def("dim", &Tensor::dim, py::arg("axis"),
           "Size of an axis, which counts from the end if negative.")
      .def("at", at, py::arg("element"), "Element number so many in row-major order, as a float.")
      .def("item", &Tensor::item, "The only number.")
      .def("reshape", &Tensor::reshape, py::arg("shape"), "The same memory under another shape.")
      .def("rows", &Tensor::rows, py::arg("begin"), py::arg("end"),
           "The same memory: [begin, end) of the first axis.")
      .def("clone", &Tensor::clone, "A copy of the numbers.", Unlocked())
      .def("to", py::overload_cast<DType>(&Tensor::to, py::const_), py::arg("dtype"),
           "In another number type: a copy, or the same memory if it has that type.", Unlocked())
      .def("to", py::overload_cast<Device>(&Tensor::to, py::const_), py::arg("device"),
           "On another device: a copy, or the same memory if it is there.", Unlocked())
      .def(
          "to",
          [](const Tensor& tensor, const std::string& name) {
            return name == "cpu" || name == "cuda" ? tensor.to(py::cast(name).cast<Device>())
                                                   : tensor.to(py::cast(name).cast<DType>());
          },
          py::arg("name"))
      .def("copy_from", &Tensor::copy_from, py::arg("other"),
           "Takes over the numbers of a tensor of this shape and type.", Unlocked())
      .def("shares_storage", &Tensor::shares_storage, py::arg("other"))
      .def("numpy", array_of, "An array on the same memory, which lives as long as the array.")
      .def("__array__", as_numpy_asks, py::arg("dtype") = py::none(), py::kw_only(),
           py::arg("copy") = py::none())
      .def(
          "__dlpack__", [](const Tensor& tensor, const py::object&) { return to_dlpack(tensor); },
          py::arg("stream") = py::none())
      .def("__dlpack_device__", dlpack_device)
      .def("__float__", &Tensor::item)
      .def("__len__",
           [](const Tensor& tensor) {
             if (tensor.rank() == 0) throw py::type_error("a tensor without axes has no length");
             return tensor.dim(0);
           })
      .def("__repr__", shown)
      .def("__str__", [](const Tensor& tensor) {
        return std::string(py::str(array_of(tensor.to(Device::cpu))));
      });

  m.def("tensor", made, py::arg("numbers"), py::arg("dtype") = py::none(),
        R"(A copy of an array, or of anything that NumPy reads, in whatever order and byte order.

float32, float64, int64 and uint8 keep their types, other floats become f32, other integers and booleans i64, unless `dtype` says.)");
  m.def(
      "from_numpy", shared, py::arg("array").noconvert(),
      R"(A tensor on the memory of an array: no number is copied, what is written to one is seen in the other.

The array lives as long as the tensor. It is float32, float64, int64 or uint8, contiguous, aligned and may be written; otherwise DTypeError or ValueError.)");
  m.def(
      "from_dlpack", from_dlpack, py::arg("other"),
      "A tensor on the memory of another library's tensor in host memory, through its __dlpack__.");
  m.def("empty", &Tensor::empty, py::arg("shape"), py::arg("dtype") = f32, py::arg("device") = cpu,
        "A tensor of any numbers.");
  m.def("zeros", &Tensor::zeros, py::arg("shape"), py::arg("dtype") = f32, py::arg("device") = cpu);
  m.def("full", &Tensor::full, py::arg("shape"), py::arg("value"), py::arg("dtype") = f32,
        py::arg("device") = cpu);
  m.def("scalar", &Tensor::scalar, py::arg("value"), py::arg("dtype") = f32,
        "A tensor of one number, shape ().");
}

}  // namespace posegrad::python
