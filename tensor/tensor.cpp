#include "tensor/tensor.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "tensor/cpu_pool.h"
#include "tensor/cuda/memory.h"
#include "tensor/device.h"

namespace posegrad {
namespace {

Memory memory_on(Device device, std::size_t bytes) {
  if (device == Device::cuda) return cuda::current_pool()->acquire(bytes);
  const cpu_pool::Block block = cpu_pool::acquire(bytes);
  return {block.data, [block](void*) { cpu_pool::release(block); }};
}

}  // namespace

Tensor Tensor::empty(Shape shape, DType dtype, Device device) {
  Index bytes = 0;
  if (__builtin_mul_overflow(shape.numel(), static_cast<Index>(size_of(dtype)), &bytes))
    throw ShapeError(
        fmt::format("a tensor of shape {} does not fit into memory", shape.to_string()));
  const auto size = static_cast<std::size_t>(bytes);
  Tensor tensor;
  tensor.storage_ = std::make_shared<Storage>(Storage{size, device, memory_on(device, size)});
  tensor.shape_ = shape;
  tensor.dtype_ = dtype;
  return tensor;
}

Tensor Tensor::zeros(Shape shape, DType dtype, Device device) {
  return full(shape, 0, dtype, device);
}

Tensor Tensor::full(Shape shape, double value, DType dtype, Device device) {
  Tensor tensor = empty(shape, dtype, device);
  if (device == Device::cuda)
    cuda::fill(tensor.bytes(), dtype, tensor.numel(), value);
  else
    visit_any(dtype,
              [&]<class T>() { std::ranges::fill(tensor.cpu_span<T>(), static_cast<T>(value)); });
  return tensor;
}

template <TensorNumber T>
Tensor Tensor::from(Shape shape, std::span<const T> values) {
  if (shape.numel() != static_cast<Index>(values.size()))
    throw ShapeError(
        fmt::format("{} values do not fill the shape {}", values.size(), shape.to_string()));
  Tensor tensor = empty(shape, dtype_of<T>);
  std::ranges::copy(values, tensor.data<T>());
  return tensor;
}
template Tensor Tensor::from<float>(Shape, std::span<const float>);
template Tensor Tensor::from<double>(Shape, std::span<const double>);
template Tensor Tensor::from<Index>(Shape, std::span<const Index>);
template Tensor Tensor::from<BFloat16>(Shape, std::span<const BFloat16>);
template Tensor Tensor::from<std::uint8_t>(Shape, std::span<const std::uint8_t>);

Tensor Tensor::scalar(double value, DType dtype) { return full({}, value, dtype); }

double Tensor::item() const {
  if (numel() != 1)
    throw ShapeError(fmt::format("item() needs one number, the shape is {}", shape_.to_string()));
  return to(Device::cpu).at(0);
}

Tensor Tensor::reshape(Shape shape) const {
  if (shape.numel() != numel())
    throw ShapeError(fmt::format("reshape: {} has another number of elements than {}",
                                 shape.to_string(), shape_.to_string()));
  Tensor view = *this;
  view.shape_ = shape;
  return view;
}

Tensor Tensor::rows(Index begin, Index end) const {
  if (rank() == 0 || begin < 0 || end < begin || end > shape_[0])
    throw ShapeError(
        fmt::format("rows [{}, {}) do not lie in the shape {}", begin, end, shape_.to_string()));
  const Index row = shape_[0] == 0 ? 0 : numel() / shape_[0];
  Tensor view = *this;
  view.offset_ += static_cast<std::size_t>(begin * row) * size_of(dtype_);
  view.shape_ = shape_.with(0, end - begin);
  return view;
}

Tensor Tensor::of_memory(Shape shape, DType dtype, Memory memory) {
  Tensor tensor;
  const auto size = static_cast<std::size_t>(shape.numel()) * size_of(dtype);
  tensor.storage_ = std::make_shared<Storage>(Storage{size, Device::cpu, std::move(memory), true});
  tensor.shape_ = shape;
  tensor.dtype_ = dtype;
  return tensor;
}

Tensor Tensor::clone() const {
  if (!defined()) return {};
  Tensor copy = empty(shape_, dtype_, device());
  copy.copy_from(*this);
  return copy;
}

Tensor Tensor::to(DType dtype) const {
  if (dtype == dtype_ || !defined()) return *this;
  Tensor out = empty(shape_, dtype, device());
  if (device() == Device::cuda) {
    cuda::convert(bytes(), dtype_, out.bytes(), dtype, numel());
    return out;
  }
  visit_any(dtype_, [&]<class From>() {
    visit_any(dtype, [&]<class To>() {
      std::ranges::transform(cpu_view<From>(), out.data<To>(),
                             [](From x) { return static_cast<To>(x); });
    });
  });
  return out;
}

Tensor Tensor::to(Device device) const {
  if (device == this->device() || !defined()) return *this;
  Tensor out = empty(shape_, dtype_, device);
  out.copy_from(*this);
  return out;
}

void Tensor::move_to(Device device) const {
  if (!defined() || device == storage_->device) return;
  Storage there{storage_->size, device, memory_on(device, storage_->size)};
  cuda::copy(there.memory.get(), device, storage_->memory.get(), storage_->device, there.size);
  *storage_ = std::move(there);
}

void Tensor::copy_from(const Tensor& other) const {
  if (!(other.shape_ == shape_))
    throw ShapeError(fmt::format("the numbers of a tensor {} do not fit one of {}",
                                 other.shape_.to_string(), shape_.to_string()));
  other.require(dtype_);
  if (device() == Device::cpu && other.device() == Device::cpu)
    std::memmove(bytes(), other.bytes(), nbytes());
  else
    cuda::copy(bytes(), device(), other.bytes(), other.device(), nbytes());
}

void Tensor::fail_device() const {
  throw DeviceError(fmt::format("the tensor {} lies on {}, not in host memory", shape_.to_string(),
                                name_of(device())));
}

void Tensor::fail_dtype(DType wanted) const {
  throw DTypeError(fmt::format("the tensor {} holds {}, {} was asked for", shape_.to_string(),
                               name_of(dtype_), name_of(wanted)));
}

}  // namespace posegrad
