#include "pose/detections/container/hdf5_data.h"

#include <algorithm>
#include <array>

#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections {
namespace {

using formats::NdArray;
using formats::Value;

constexpr std::size_t kDeepest = 16, kMostColumns = 10'000;

std::vector<Index> shape_of(hid_t space, const std::string& where) {
  const int rank = hdf5_checked(H5Sget_simple_extent_ndims(space), where, "its shape");
  std::array<hsize_t, H5S_MAX_RANK> sizes{};
  hdf5_checked(H5Sget_simple_extent_dims(space, sizes.data(), nullptr), where, "its shape");
  std::vector<Index> shape;
  for (int axis = 0; axis < rank; ++axis) {
    const hsize_t size = sizes[static_cast<std::size_t>(axis)];
    if (!std::in_range<Index>(size))
      throw DataError(fmt::format("{}: an axis of {} items", where, size));
    shape.push_back(static_cast<Index>(size));
  }
  return shape;
}

std::string name_text(const std::string& name) {
  return formats::is_utf8(name) ? name : formats::latin1_to_utf8(name);
}

class DataReader {
 public:
  DataReader(const Hdf5Data& data, Budget& budget) : data_(data), budget_(budget) {}

  std::optional<Value> read() {
    const hid_t id = data_.id;
    const Hdf5Handle type = hdf5_handle(data_.is_attribute ? H5Aget_type(id) : H5Dget_type(id),
                                        data_.where, "its type");
    space_ = hdf5_handle(data_.is_attribute ? H5Aget_space(id) : H5Dget_space(id), data_.where,
                         "its shape");
    if (H5Sget_simple_extent_type(space_.id()) == H5S_NULL) return Value();
    std::vector<Index> shape = shape_of(space_.id(), data_.where);
    count_of(shape);  // can be counted
    return read_type(type.id(), std::move(shape));
  }

 private:
  std::optional<Value> read_type(hid_t type, std::vector<Index> shape) {
    const std::string& where = data_.where;
    if (const auto number = hdf5_number(type, where))
      return numbers(number->memory.id(), number->format, std::move(shape));
    switch (H5Tget_class(type)) {
      case H5T_STRING:
        return read_hdf5_texts(data_, column_, type, space_.id(), std::move(shape), budget_);
      case H5T_COMPOUND:
        return columns(type, shape);
      case H5T_ARRAY:
        return array(type, std::move(shape));
      case H5T_VLEN:
        return read_hdf5_ragged(data_, column_, type, space_.id(), shape, budget_);
      case H5T_OPAQUE:
        return Value::bytes(items(type, count_of(shape), H5Tget_size(type)));
      default:
        return std::nullopt;
    }
  }

  std::uint64_t count_of(const std::vector<Index>& shape) const {
    try {
      return static_cast<std::uint64_t>(formats::count_items(shape));
    } catch (const DataError& error) {
      throw DataError(fmt::format("{}: {}", data_.where, error.what()));
    }
  }

  /// `count` items of `size` bytes, in the file's order.
  formats::Blob items(hid_t leaf, std::uint64_t count, std::size_t size) {
    std::uint64_t bytes = 0;
    if (__builtin_mul_overflow(count, size, &bytes)) bytes = ~std::uint64_t{0};
    budget_.take_bytes(bytes, data_.where);
    std::byte* fill = nullptr;
    formats::Blob blob = formats::Blob::allocate(bytes, fill);
    if (bytes > 0) data_.read(hdf5_column_type(column_, leaf, data_.where).id(), H5P_DEFAULT, fill);
    return blob;
  }

  Value numbers(hid_t memory, formats::ItemFormat format, std::vector<Index> shape) {
    formats::Blob bytes = items(memory, count_of(shape), format.size);
    if (data_.is_fortran) std::ranges::reverse(shape);
    const bool is_scalar = shape.empty();
    NdArray array(format, std::move(shape), std::move(bytes), data_.is_fortran);
    return is_scalar ? Value::scalar(std::move(array)) : Value(std::move(array));
  }

  /// Items that are arrays themselves: more axes. Of compound items nothing is read.
  std::optional<Value> array(hid_t type, std::vector<Index> shape) {
    const Hdf5Handle base = hdf5_handle(H5Tget_super(type), data_.where, "its type");
    const auto number = hdf5_number(base.id(), data_.where);
    const bool is_text =
        H5Tget_class(base.id()) == H5T_STRING && H5Tis_variable_str(base.id()) == 0;
    if (!number && !is_text) return std::nullopt;
    std::array<hsize_t, H5S_MAX_RANK> sizes{};
    const int rank = hdf5_checked(H5Tget_array_dims2(type, sizes.data()), data_.where, "its type");
    for (int axis = 0; axis < rank; ++axis)
      shape.push_back(static_cast<Index>(sizes[static_cast<std::size_t>(axis)]));
    count_of(shape);
    if (is_text)
      return read_hdf5_texts(data_, column_, type, space_.id(), std::move(shape), budget_);
    const Hdf5Handle memory = hdf5_handle(
        H5Tarray_create2(number->memory.id(), static_cast<unsigned>(rank), sizes.data()),
        data_.where, "its type");
    return numbers(memory.id(), number->format, std::move(shape));
  }

  std::optional<Value> columns(hid_t type, const std::vector<Index>& shape) {
    if (column_.size() == kDeepest)
      throw DataError(
          fmt::format("{}: records nested deeper than {} levels", data_.where, kDeepest));
    const int count = hdf5_checked(H5Tget_nmembers(type), data_.where, "its type");
    columns_ += static_cast<std::size_t>(count);
    if (columns_ > kMostColumns)
      throw DataError(
          fmt::format("{}: records of more than {} columns", data_.where, kMostColumns));
    std::vector<Value::Entry> entries;
    for (unsigned i = 0; i < static_cast<unsigned>(count); ++i) {
      char* name = H5Tget_member_name(type, i);
      if (name == nullptr) throw DataError(fmt::format("{}: broken HDF5: a column", data_.where));
      column_.emplace_back(name);
      H5free_memory(name);
      const Hdf5Handle member = hdf5_handle(H5Tget_member_type(type, i), data_.where, "a column");
      if (auto value = read_type(member.id(), shape))
        entries.emplace_back(name_text(column_.back()), std::move(*value));
      column_.pop_back();
    }
    return Value::dict(std::move(entries));
  }

  const Hdf5Data& data_;
  Budget& budget_;
  Hdf5Handle space_;
  Hdf5Column column_;
  std::size_t columns_ = 0;
};

}  // namespace

void Hdf5Data::read(hid_t memory, hid_t transfer, void* into) const {
  const herr_t status = is_attribute ? H5Aread(id, memory, into)
                                     : H5Dread(id, memory, H5S_ALL, H5S_ALL, transfer, into);
  hdf5_checked(status, where, "its content");
}

Hdf5Handle hdf5_column_type(const Hdf5Column& column, hid_t leaf, const std::string& where) {
  Hdf5Handle type = hdf5_handle(H5Tcopy(leaf), where, "its type");
  for (auto name = column.rbegin(); name != column.rend(); ++name) {
    Hdf5Handle record =
        hdf5_handle(H5Tcreate(H5T_COMPOUND, H5Tget_size(type.id())), where, "its type");
    hdf5_checked(H5Tinsert(record.id(), name->c_str(), 0, type.id()), where, "its type");
    type = std::move(record);
  }
  return type;
}

std::optional<Value> read_hdf5_data(const Hdf5Data& data, Budget& budget) {
  return DataReader(data, budget).read();
}

namespace {

using formats::ArrayType;

/// The smallest of 1, 2, 4 and 8 bytes that holds `size`.
std::optional<Hdf5Number> integer_of(std::size_t size, bool is_signed) {
  const auto number = [](hid_t type, ArrayType item) {
    return Hdf5Number{Hdf5Handle(H5Tcopy(type)), formats::format_of(item)};
  };
  if (size <= 1)
    return is_signed ? number(H5T_STD_I8LE, ArrayType::i1) : number(H5T_STD_U8LE, ArrayType::u1);
  if (size <= 2)
    return is_signed ? number(H5T_STD_I16LE, ArrayType::i2) : number(H5T_STD_U16LE, ArrayType::u2);
  if (size <= 4)
    return is_signed ? number(H5T_STD_I32LE, ArrayType::i4) : number(H5T_STD_U32LE, ArrayType::u4);
  if (size <= 8)
    return is_signed ? number(H5T_STD_I64LE, ArrayType::i8) : number(H5T_STD_U64LE, ArrayType::u8);
  return std::nullopt;
}

std::optional<Hdf5Number> bits_of(std::size_t size) {
  if (size == 1)
    return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_STD_B8LE)), formats::format_of(ArrayType::u1)};
  if (size == 2)
    return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_STD_B16LE)), formats::format_of(ArrayType::u2)};
  if (size == 4)
    return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_STD_B32LE)), formats::format_of(ArrayType::u4)};
  if (size == 8)
    return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_STD_B64LE)), formats::format_of(ArrayType::u8)};
  return std::nullopt;
}

}  // namespace

std::optional<Hdf5Number> hdf5_number(hid_t type, const std::string& where) {
  const std::size_t size = H5Tget_size(type);
  switch (H5Tget_class(type)) {
    case H5T_INTEGER:
      return integer_of(size, H5Tget_sign(type) == H5T_SGN_2);
    case H5T_BITFIELD:
      return bits_of(size);
    case H5T_ENUM:
      return hdf5_number(hdf5_handle(H5Tget_super(type), where, "an enumeration").id(), where);
    case H5T_FLOAT:  // half precision too: libhdf5 widens it exactly
      if (size <= 4)
        return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_IEEE_F32LE)), formats::format_of(ArrayType::f4)};
      return Hdf5Number{Hdf5Handle(H5Tcopy(H5T_IEEE_F64LE)), formats::format_of(ArrayType::f8)};
    default:
      return std::nullopt;
  }
}

}  // namespace posegrad::pose::detections
