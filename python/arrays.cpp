#include "python/arrays.h"

#include <cstdint>
#include <cstring>

#include <fmt/format.h>

#include "autograd/variable.h"

namespace posegrad::python {
namespace {

std::string type_name(const py::array& array) { return py::str(array.dtype()); }

// Nothing for types that no tensor has, or in another order of bytes.
std::optional<DType> dtype_of_array(const py::array& array) {
  if (py::isinstance<py::array_t<float>>(array)) return DType::f32;
  if (py::isinstance<py::array_t<double>>(array)) return DType::f64;
  if (py::isinstance<py::array_t<Index>>(array)) return DType::i64;
  if (py::isinstance<py::array_t<std::uint8_t>>(array)) return DType::u8;
  return {};
}

Shape shape_of_array(const py::array& array) {
  return Shape(std::vector<Index>(array.shape(), array.shape() + array.ndim()));
}

// The type that a copy has.
py::dtype copy_type(const py::array& array) {
  if (const auto own = dtype_of_array(array)) return numpy_type(*own);
  switch (array.dtype().kind()) {
    case 'f':
      return numpy_type(array.itemsize() == 8 ? DType::f64 : DType::f32);
    case 'i':
    case 'u':
    case 'b':
      return numpy_type(array.itemsize() == 1 && array.dtype().kind() == 'u' ? DType::u8
                                                                             : DType::i64);
    default:
      throw DTypeError(
          fmt::format("tensor: 'numbers' is of type {}; expected floats, integers or booleans",
                      type_name(array)));
  }
}

}  // namespace

py::dtype numpy_type(DType dtype) {
  switch (dtype) {
    case DType::f32:
      return py::dtype::of<float>();
    case DType::f64:
      return py::dtype::of<double>();
    case DType::i64:
      return py::dtype::of<Index>();
    case DType::u8:
      return py::dtype::of<std::uint8_t>();
    case DType::bf16:
      break;
  }
  throw DTypeError("the tensor holds bf16, which NumPy has no type for; to('f32') converts");
}

Tensor shared(const py::array& array) {
  const auto refuse = [](const std::string& found, const char* wanted) {
    return fmt::format(
        "from_numpy: 'array' is {}; expected {}, or posegrad.tensor(array), which copies", found,
        wanted);
  };
  const std::optional<DType> dtype = dtype_of_array(array);
  if (!dtype)
    throw DTypeError(refuse(type_name(array),
                            "float32, float64, int64 or uint8 in the machine's order of bytes"));
  if ((array.flags() & py::array::c_style) == 0)
    throw ValueError(refuse("not contiguous", "an array in row-major order without holes"));
  if ((array.flags() & py::detail::npy_api::NPY_ARRAY_ALIGNED_) == 0)
    throw ValueError(
        refuse("not aligned", "an array whose numbers lie at multiples of their size"));
  if (!array.writeable())
    throw ValueError(refuse("read-only", "an array that may be written, as tensors may"));
  auto owner = kept(array);
  return Tensor::of_memory(shape_of_array(array), *dtype,
                           Memory(const_cast<void*>(array.data()), [owner](void*) {}));
}

Tensor copied(const py::object& numbers) {
  const py::object numpy = py::module_::import("numpy");
  const py::array array = numpy.attr("asarray")(numbers);
  const py::array whole = numpy.attr("ascontiguousarray")(array, copy_type(array));
  Tensor tensor = Tensor::empty(shape_of_array(array),
                                *dtype_of_array(whole));  // a scalar has no axes there either
  if (tensor.nbytes() > 0) std::memcpy(tensor.bytes(), whole.data(), tensor.nbytes());
  return tensor;
}

Tensor as_tensor(const py::object& numbers) {
  if (py::isinstance<Tensor>(numbers)) return numbers.cast<Tensor>();
  if (py::isinstance<Variable>(numbers)) return numbers.cast<Variable>().value();
  return copied(numbers);
}

py::array array_of(const Tensor& tensor) {
  if (tensor.device() != Device::cpu)
    throw DeviceError(fmt::format("the tensor {} lies on {}; to('cpu') copies it to host memory",
                                  tensor.shape().to_string(), name_of(tensor.device())));
  const auto sizes = tensor.shape().sizes();
  return {numpy_type(tensor.dtype()), std::vector<py::ssize_t>(sizes.begin(), sizes.end()),
          tensor.bytes(), py::cast(tensor)};
}

}  // namespace posegrad::python
