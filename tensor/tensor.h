#pragma once
#include <memory>
#include <span>
#include <string_view>

#include "tensor/cpu_pool.h"
#include "tensor/device.h"
#include "tensor/dtype.h"
#include "tensor/shape.h"

namespace posegrad {

/// Dense row-major numbers on one device. Copies share storage; clone() copies numbers. A handle,
/// like a shared pointer: a const Tensor cannot be made to point elsewhere, but its numbers can be
/// written. Knows nothing about gradients.
class Tensor {
 public:
  Tensor() = default;  // empty; as a gradient it means "not wanted"

  // empty: of any numbers
  static Tensor empty(Shape shape, DType dtype = DType::f32, Device device = Device::cpu);
  static Tensor zeros(Shape shape, DType dtype = DType::f32, Device device = Device::cpu);
  static Tensor full(Shape shape, double value, DType dtype = DType::f32,
                     Device device = Device::cpu);
  /// A copy of `values` in row-major order; throws ShapeError if their count is not the shape's.
  template <TensorNumber T>
  static Tensor from(Shape shape, std::span<const T> values);
  template <TensorNumber T>
  static Tensor from(Shape shape, std::initializer_list<T> values) {
    return from<T>(shape, std::span<const T>(values.begin(), values.size()));
  }
  static Tensor scalar(double value, DType dtype = DType::f32);  // shape ()
  /// Numbers in host memory that others have too, such as a NumPy array's: shared, not copied.
  /// `memory` points to the first, aligned as its type is, and gives them back when the last tensor
  /// goes.
  static Tensor of_memory(Shape shape, DType dtype, Memory memory);

  bool defined() const noexcept { return storage_ != nullptr; }
  const Shape& shape() const noexcept { return shape_; }
  int rank() const noexcept { return shape_.rank(); }
  Index numel() const noexcept { return defined() ? shape_.numel() : 0; }
  /// Size of an axis, which counts from the end if negative. Throws ShapeError.
  Index dim(int axis) const { return shape_[shape_.axis(axis)]; }
  DType dtype() const noexcept { return dtype_; }
  Device device() const noexcept { return storage_ ? storage_->device : Device::cpu; }

  /// Where the numbers lie, in the tensor's own device. Throws DTypeError for another type.
  template <TensorNumber T>
  T* data() const {
    require(dtype_of<T>);
    return reinterpret_cast<T*>(bytes());
  }
  /// The numbers in host memory, row-major. Throws DTypeError, and DeviceError on a CUDA tensor.
  template <TensorNumber T>
  std::span<const T> cpu_view() const {
    require_cpu();
    return {data<T>(), static_cast<std::size_t>(numel())};
  }
  template <TensorNumber T>
  std::span<T> cpu_span() const {
    require_cpu();
    return {data<T>(), static_cast<std::size_t>(numel())};
  }
  std::byte* bytes() const noexcept {
    return storage_ ? static_cast<std::byte*>(storage_->memory.get()) + offset_ : nullptr;
  }
  std::size_t nbytes() const noexcept {
    return static_cast<std::size_t>(numel()) * size_of(dtype_);
  }

  /// Element `flat` (row-major) as a double, whatever the type: for references, tests, messages.
  double at(Index flat) const {
    require_cpu();
    return visit_any(dtype_, [&]<class T>() {
      return static_cast<double>(reinterpret_cast<const T*>(bytes())[flat]);
    });
  }
  /// The only number, wherever it lies; throws ShapeError if there are more.
  double item() const;

  Tensor reshape(Shape shape) const;  // shares storage; throws ShapeError if the count differs
  Tensor rows(Index begin, Index end) const;  // shares storage: [begin, end) of the first axis
  Tensor clone() const;
  Tensor to(DType dtype) const;    // shares storage when it has that type already
  Tensor to(Device device) const;  // shares storage when it is there already
  /// Moves the numbers themselves, for all tensors that share them: a model and all that hold parts
  /// of it.
  void move_to(Device device) const;
  /// Takes over the numbers of a tensor of this shape and type, from any device. Throws ShapeError
  /// or DTypeError.
  void copy_from(const Tensor& other) const;
  bool shares_storage(const Tensor& other) const noexcept {
    return defined() && storage_ == other.storage_;
  }
  /// Whether no other tensor has these numbers, so that they may be overwritten unseen.
  bool is_sole_owner() const noexcept { return storage_.use_count() == 1 && !storage_->is_shared; }

 private:
  /// One buffer of bytes on one device, uninitialised. Owned by the tensors that share it.
  struct Storage {
    std::size_t size;
    Device device;
    Memory memory;
    bool is_shared = false;  // with others than tensors
  };

  void require(DType wanted) const {
    if (dtype_ != wanted) fail_dtype(wanted);
  }
  void require_cpu() const {
    if (device() != Device::cpu) fail_device();
  }
  [[noreturn]] void fail_device() const;
  [[noreturn]] void fail_dtype(DType wanted) const;

  std::shared_ptr<Storage> storage_;
  std::size_t offset_ = 0;  // bytes
  Shape shape_;
  DType dtype_ = DType::f32;
};

}  // namespace posegrad
