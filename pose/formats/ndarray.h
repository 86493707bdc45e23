#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/blob.h"
#include "tensor/tensor.h"

namespace posegrad::pose::formats {

class Value;

/// What one item of an array is. bf16 occurs in PyTorch's files only.
enum class ArrayType {
  b1,
  i1,
  i2,
  i4,
  i8,
  u1,
  u2,
  u4,
  u8,
  f2,
  bf16,
  f4,
  f8,
  c8,
  c16,
  bytes,
  text,
  object
};

/// NumPy's name: "float32", "bool", "bytes"...
std::string_view name_of(ArrayType type);

/// How a file stores items.
struct ItemFormat {
  ArrayType type = ArrayType::u1;
  std::size_t size = 1;  // bytes of an item; 8 for objects, which no file holds as such
  bool big_endian = false;
};

/// Reads "<f4", "|b1", "<U12", "|O"... Throws DataError for records, dates and anything unknown,
/// naming it.
ItemFormat parse_descr(std::string_view descr);

/// A number type without a size of its own choice. Not for bytes, text, object.
ItemFormat format_of(ArrayType type);

/// Product of the sizes; 0 if one is 0. Throws DataError for a negative size, more than 32 axes or
/// an overflow.
Index count_items(std::span<const Index> shape);

/// "(3, 4)"
std::string shape_text(std::span<const Index> shape);

/// An array as other tools store it: any item type, any rank, always little endian and in C order.
/// Copies share items.
class NdArray {
 public:
  NdArray() = default;  // no items: u1, shape (0,)
  /// Takes items as a file has them: `fortran`: first index fastest. Throws DataError unless `data`
  /// has the right size.
  NdArray(ItemFormat format, std::vector<Index> shape, Blob data, bool fortran = false);
  /// Throws DataError unless there are as many items as the shape says.
  static NdArray of_objects(std::vector<Index> shape, std::vector<Value> items,
                            bool fortran = false);
  /// Items of NumPy's str type, as wide as the longest.
  static NdArray of_texts(std::vector<Index> shape, std::span<const std::string> items);
  /// The numbers of a tensor (copied): f4, f8 or i8.
  static NdArray of_tensor(const Tensor& tensor);
  /// One number, shape ().
  static NdArray of_number(double value);

  ArrayType type() const noexcept { return format_.type; }
  std::size_t item_size() const noexcept { return format_.size; }
  const std::vector<Index>& shape() const noexcept { return shape_; }
  int rank() const noexcept { return static_cast<int>(shape_.size()); }
  Index dim(int axis) const { return shape_.at(static_cast<std::size_t>(axis)); }
  Index numel() const noexcept { return numel_; }
  /// The items' bytes, little endian, C order. Empty for objects.
  const Blob& data() const noexcept { return data_; }
  /// "<f4": what an npy header says.
  std::string descr() const;
  std::string to_string() const;  // "float32 (3, 4)"

  bool is_number() const noexcept {
    return type() < ArrayType::c8;
  }  // real: bool, integers, floats
  bool is_integer() const noexcept { return type() < ArrayType::f2; }  // bool too

  // Items by their flat index in C order; it must be below numel(). Each throws DataError for
  // another item type.
  double number(Index flat) const;         // real numbers
  std::int64_t integer(Index flat) const;  // bool and integers; DataError when u8 does not fit
  std::string text(Index flat) const;      // UTF-8, without the padding; bytes by latin1
  const std::vector<Value>& objects() const;

  /// Item `index` of the first axis, sharing the items' bytes: an array of one axis less. Not for
  /// objects. Throws DataError when there is no such axis or index.
  NdArray item_of_first_axis(Index index) const;

 private:
  friend class Value;
  ItemFormat format_;
  std::vector<Index> shape_{0};
  Index numel_ = 0;
  Blob data_;
  std::shared_ptr<std::vector<Value>> objects_;
};

/// Copies the numbers into a new tensor, converted one by one (f16 is exact in f32; f64 to f32
/// rounds, to i64 cuts). Throws DataError when the items are not real numbers, or the array has
/// more axes than a tensor can have.
Tensor to_tensor(const NdArray& array, DType dtype);

/// The same numbers as f2, rounded to nearest, ties to even; infinity and NaN stay what they are.
/// Throws DataError naming the first number that f2's range (65504) does not hold and its place;
/// also for items that are not f4.
NdArray as_float16(const NdArray& array);

}  // namespace posegrad::pose::formats
