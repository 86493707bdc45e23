#include "python/dlpack.h"

#include <fmt/format.h>

#include "tensor/device.h"

namespace posegrad::python {
namespace {

// The layout that DLPack fixes; its names, without its prefix.
enum DeviceKind : std::int32_t { kHost = 1, kCuda = 2 };
enum NumberKind : std::uint8_t { kSigned = 0, kUnsigned = 1, kFloat = 2, kBFloat = 4 };
struct NumberType {
  std::uint8_t code, bits;
  std::uint16_t lanes;
  bool operator==(const NumberType&) const = default;
};
struct Lent {
  void* data;
  std::int32_t device_kind, device_number, rank;
  NumberType type;
  std::int64_t *shape, *strides;  // strides in elements; null: contiguous
  std::uint64_t offset;           // bytes
};
struct Managed {
  Lent lent;
  void* context;
  void (*give_back)(Managed*);
};

constexpr const char *kName = "dltensor", *kUsedName = "used_dltensor";

NumberType type_of(DType dtype) {
  const auto bits = static_cast<std::uint8_t>(8 * size_of(dtype));
  const NumberKind kind = dtype == DType::i64    ? kSigned
                          : dtype == DType::u8   ? kUnsigned
                          : dtype == DType::bf16 ? kBFloat
                                                 : kFloat;
  return {kind, bits, 1};
}

DType dtype_of_lent(const Lent& lent) {
  for (const DType dtype : {DType::f32, DType::f64, DType::i64, DType::bf16, DType::u8})
    if (type_of(dtype) == lent.type) return dtype;
  throw DTypeError(
      fmt::format("from_dlpack: 'other' has numbers of kind {} with {} bits; expected f32, f64, "
                  "i64, bf16 or u8",
                  lent.type.code, lent.type.bits));
}

bool is_contiguous(const Lent& lent) {
  if (lent.strides == nullptr) return true;
  Index stride = 1;
  for (int axis = lent.rank - 1; axis >= 0; --axis) {
    if (lent.shape[axis] > 1 && lent.strides[axis] != stride) return false;
    stride *= lent.shape[axis];
  }
  return true;
}

/// What a borrower holds: the tensor and the shape that `lent` points to.
struct Loan {
  Tensor tensor;
  std::vector<std::int64_t> shape;
  Managed managed;
};

}  // namespace

py::capsule to_dlpack(const Tensor& tensor) {
  if (tensor.device() == Device::cuda) cuda::synchronize();
  const auto sizes = tensor.shape().sizes();
  auto loan = std::make_unique<Loan>(Loan{tensor, {sizes.begin(), sizes.end()}, {}});
  const auto [kind, number] = dlpack_device(tensor);
  loan->managed = {{tensor.bytes(), kind, number, tensor.rank(), type_of(tensor.dtype()),
                    loan->shape.data(), nullptr, 0},
                   loan.get(),
                   [](Managed* managed) { delete static_cast<Loan*>(managed->context); }};
  // Whoever takes it renames the capsule and gives the loan back.
  PyObject* const capsule = PyCapsule_New(&loan->managed, kName, [](PyObject* unused) {
    if (PyCapsule_IsValid(unused, kName) == 0) return;
    auto* const managed = static_cast<Managed*>(PyCapsule_GetPointer(unused, kName));
    managed->give_back(managed);
  });
  if (capsule == nullptr) throw py::error_already_set();
  loan.release();  // NOLINT(bugprone-unused-return-value): the capsule's now
  return py::reinterpret_steal<py::capsule>(capsule);
}

std::pair<int, int> dlpack_device(const Tensor& tensor) {
  return {tensor.device() == Device::cuda ? kCuda : kHost, 0};
}

Tensor from_dlpack(const py::object& other) {
  const py::object capsule = other.attr("__dlpack__")();
  auto* const managed = static_cast<Managed*>(PyCapsule_GetPointer(capsule.ptr(), kName));
  if (managed == nullptr) throw py::error_already_set();
  const Lent& lent = managed->lent;
  if (lent.device_kind != kHost)
    throw DeviceError(
        fmt::format("from_dlpack: 'other' lies on a device of kind {}; expected host memory",
                    lent.device_kind));
  const DType dtype = dtype_of_lent(lent);
  if (!is_contiguous(lent))
    throw ValueError(
        "from_dlpack: 'other' is not contiguous; expected an array in row-major order without "
        "holes");
  const Shape shape(std::span<const Index>(lent.shape, static_cast<std::size_t>(lent.rank)));
  auto* const numbers = static_cast<std::byte*>(lent.data) + lent.offset;
  if (reinterpret_cast<std::uintptr_t>(numbers) % size_of(dtype) != 0)
    throw ValueError(
        "from_dlpack: 'other' is not aligned; expected numbers at multiples of their size");
  PyCapsule_SetName(capsule.ptr(), kUsedName);
  return Tensor::of_memory(shape, dtype, Memory(numbers, [managed](void*) {
                             if (managed->give_back != nullptr) managed->give_back(managed);
                           }));
}

}  // namespace posegrad::python
