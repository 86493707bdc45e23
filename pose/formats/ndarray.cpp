#include "pose/formats/ndarray.h"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cmath>
#include <cstring>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/array_items.h"
#include "pose/formats/pickle_value.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {

static_assert(std::endian::native == std::endian::little, "items are kept little endian");

namespace {

struct TypeRow {
  ArrayType type;
  std::string_view code, name;  // as in "<f4"; bf16 is not NumPy's
  std::size_t size;
};

constexpr TypeRow kTypes[] = {
    {ArrayType::b1, "b1", "bool", 1},          {ArrayType::i1, "i1", "int8", 1},
    {ArrayType::i2, "i2", "int16", 2},         {ArrayType::i4, "i4", "int32", 4},
    {ArrayType::i8, "i8", "int64", 8},         {ArrayType::u1, "u1", "uint8", 1},
    {ArrayType::u2, "u2", "uint16", 2},        {ArrayType::u4, "u4", "uint32", 4},
    {ArrayType::u8, "u8", "uint64", 8},        {ArrayType::f2, "f2", "float16", 2},
    {ArrayType::bf16, "", "bfloat16", 2},      {ArrayType::f4, "f4", "float32", 4},
    {ArrayType::f8, "f8", "float64", 8},       {ArrayType::c8, "c8", "complex64", 8},
    {ArrayType::c16, "c16", "complex128", 16}, {ArrayType::bytes, "S", "bytes", 0},
    {ArrayType::text, "U", "str", 0},          {ArrayType::object, "O", "object", 8}};

const TypeRow& row_of(ArrayType type) { return kTypes[static_cast<std::size_t>(type)]; }

/// How many bytes are swapped together.
std::size_t number_size(const ItemFormat& format) {
  switch (format.type) {
    case ArrayType::bytes:
      return 1;
    case ArrayType::text:
      return 4;
    case ArrayType::c8:
    case ArrayType::c16:
      return format.size / 2;
    default:
      return format.size;
  }
}

/// Calls f(c, f) for each item: its flat index in C order and in Fortran order.
template <class F>
void for_each_fortran(std::span<const Index> shape, F&& f) {
  const std::size_t rank = shape.size();
  std::vector<Index> at(rank, 0), stride(rank, 1);
  for (std::size_t axis = 1; axis < rank; ++axis) stride[axis] = stride[axis - 1] * shape[axis - 1];
  const Index count = count_items(shape);
  Index source = 0;
  for (Index flat = 0; flat < count; ++flat) {
    f(static_cast<std::size_t>(flat), static_cast<std::size_t>(source));
    for (std::size_t axis = rank; axis-- > 0;) {
      source += stride[axis];
      if (++at[axis] < shape[axis]) break;
      source -= at[axis] * stride[axis];
      at[axis] = 0;
    }
  }
}

bool order_matters(std::span<const Index> shape) {
  return std::ranges::count_if(shape, [](Index size) { return size > 1; }) > 1;
}

Blob in_c_order(const Blob& data, std::span<const Index> shape, std::size_t item) {
  std::byte* fill = nullptr;
  Blob ordered = Blob::allocate(data.size(), fill);
  for_each_fortran(shape, [&](std::size_t to, std::size_t from) {
    std::memcpy(fill + to * item, data.data() + from * item, item);
  });
  return ordered;
}

Blob in_little_endian(const Blob& data, std::size_t width) {
  std::byte* fill = nullptr;
  Blob swapped = Blob::allocate(data.size(), fill);
  for (std::size_t i = 0; i < data.size(); ++i)
    fill[i] = data.data()[i / width * width + (width - 1 - i % width)];
  return swapped;
}

}  // namespace

std::string_view name_of(ArrayType type) { return row_of(type).name; }

ItemFormat format_of(ArrayType type) { return {type, row_of(type).size, false}; }

ItemFormat parse_descr(std::string_view descr) {
  const auto refuse = [&](std::string_view why) {
    return DataError(fmt::format("item type '{}' {}", printable(descr), why));
  };
  if (descr.empty()) throw refuse("is empty");
  std::string_view code = descr;
  bool big_endian = false;
  if (std::string_view("<>|=").find(code.front()) != std::string_view::npos) {
    big_endian = code.front() == '>';
    code.remove_prefix(1);
  }
  if (code == "O" || code == "O8" || code == "O4") return {ArrayType::object, 8, false};
  for (const TypeRow& row : kTypes)
    if (!row.code.empty() && row.size != 0 && row.code == code)
      return {row.type, row.size, big_endian && row.size > 1};
  if (code == "?") return {ArrayType::b1, 1, false};
  if (!code.empty() && (code.front() == 'S' || code.front() == 'U' || code.front() == 'a')) {
    std::uint32_t width = 0;
    const auto [end, error] = std::from_chars(code.data() + 1, code.data() + code.size(), width);
    if (error != std::errc() || end != code.data() + code.size() || width > (1u << 28))
      throw refuse("has no usable width");
    if (code.front() == 'U') return {ArrayType::text, std::size_t{4} * width, big_endian};
    return {ArrayType::bytes, width, false};
  }
  if (!code.empty() && (code.front() == 'V' || code.front() == 'M' || code.front() == 'm'))
    throw refuse("(records and dates) is not supported");
  throw refuse("is not known");
}

Index count_items(std::span<const Index> shape) {
  const auto refuse = [&](std::string_view why) {
    return DataError(fmt::format("array shape {} {}", shape_text(shape), why));
  };
  if (shape.size() > 32)
    throw DataError(fmt::format("an array of {} axes; at most 32 are possible", shape.size()));
  Index count = 1;
  for (const Index size : shape) {
    if (size < 0) throw refuse("has a negative size");
    // A zero does not excuse an overflow beside it.
    if (__builtin_mul_overflow(count, std::max<Index>(size, 1), &count)) throw refuse("overflows");
  }
  return std::ranges::count(shape, 0) > 0 ? 0 : count;
}

std::string shape_text(std::span<const Index> shape) {
  return shape.size() == 1 ? fmt::format("({},)", shape[0])
                           : fmt::format("({})", fmt::join(shape, ", "));
}

NdArray::NdArray(ItemFormat format, std::vector<Index> shape, Blob data, bool fortran)
    : format_(format),
      shape_(std::move(shape)),
      numel_(count_items(shape_)),
      data_(std::move(data)) {
  std::size_t bytes = 0;
  if (format.type == ArrayType::object) throw DataError("an object array without its objects");
  if (__builtin_mul_overflow(static_cast<std::size_t>(numel_), format.size, &bytes) ||
      bytes != data_.size())
    throw DataError(fmt::format("an array {} of {} needs {} items of {} bytes; {} bytes are there",
                                shape_text(shape_), name_of(format.type), numel_, format.size,
                                data_.size()));
  if (format.size == 0 && numel_ > 65536)  // would cost the file nothing and a reader hours
    throw DataError(fmt::format("an array {} of items without a size", shape_text(shape_)));
  if (fortran && order_matters(shape_) && bytes > 0) data_ = in_c_order(data_, shape_, format.size);
  if (format.big_endian && bytes > 0) data_ = in_little_endian(data_, number_size(format));
  format_.big_endian = false;
}

NdArray NdArray::of_objects(std::vector<Index> shape, std::vector<Value> items, bool fortran) {
  NdArray array;
  array.format_ = format_of(ArrayType::object);
  array.shape_ = std::move(shape);
  array.numel_ = count_items(array.shape_);
  if (static_cast<std::size_t>(array.numel_) != items.size())
    throw DataError(fmt::format("an object array {} needs {} items; {} are there",
                                shape_text(array.shape_), array.numel_, items.size()));
  if (fortran && order_matters(array.shape_)) {
    std::vector<Value> ordered(items.size());
    for_each_fortran(array.shape_, [&](std::size_t to, std::size_t from) {
      ordered[to] = std::move(items[from]);
    });
    items = std::move(ordered);
  }
  array.objects_ = std::make_shared<std::vector<Value>>(std::move(items));
  return array;
}

NdArray NdArray::of_texts(std::vector<Index> shape, std::span<const std::string> items) {
  std::vector<std::u32string> decoded;
  std::size_t width = 1;
  for (const std::string& item : items) {
    std::u32string& codes = decoded.emplace_back();
    for (std::size_t at = 0; at < item.size();) {
      const auto code = next_code_point(item, at);
      if (!code) throw DataError(fmt::format("'{}' is not UTF-8", printable(item)));
      codes += *code;
    }
    width = std::max(width, codes.size());
  }
  std::byte* fill = nullptr;
  Blob data = Blob::allocate(items.size() * width * 4, fill);
  for (std::u32string& codes : decoded) {
    codes.resize(width, U'\0');
    std::memcpy(fill, codes.data(), width * 4);
    fill += width * 4;
  }
  return {ItemFormat{ArrayType::text, width * 4, false}, std::move(shape), std::move(data)};
}

NdArray NdArray::of_tensor(const Tensor& tensor) {
  const Tensor host = tensor.to(Device::cpu);
  const ArrayType type = host.dtype() == DType::f32   ? ArrayType::f4
                         : host.dtype() == DType::f64 ? ArrayType::f8
                                                      : ArrayType::i8;
  const auto sizes = host.shape().sizes();
  return {format_of(type), std::vector<Index>(sizes.begin(), sizes.end()),
          Blob::copy_of({reinterpret_cast<const char*>(host.bytes()), host.nbytes()})};
}

NdArray NdArray::of_number(double value) {
  return {format_of(ArrayType::f8),
          {},
          Blob::copy_of({reinterpret_cast<const char*>(&value), sizeof value})};
}

std::string NdArray::descr() const {
  switch (type()) {
    case ArrayType::bytes:
      return fmt::format("|S{}", item_size());
    case ArrayType::text:
      return fmt::format("<U{}", item_size() / 4);
    case ArrayType::object:
      return "|O";
    case ArrayType::bf16:
      throw DataError("bfloat16 is not one of NumPy's types");
    default:
      return fmt::format("{}{}", item_size() == 1 ? '|' : '<', row_of(type()).code);
  }
}

std::string NdArray::to_string() const {
  return fmt::format("{} {}", name_of(type()), shape_text(shape_));
}

double NdArray::number(Index flat) const {
  if (!is_number()) throw DataError(fmt::format("a real number is wanted; found {}", to_string()));
  return visit_numbers(type(), [&]<class Item>(Item) {
    return static_cast<double>(load_number<Item>(data_.data(), static_cast<std::size_t>(flat)));
  });
}

std::int64_t NdArray::integer(Index flat) const {
  if (!is_integer()) throw DataError(fmt::format("an integer is wanted; found {}", to_string()));
  const auto at = static_cast<std::size_t>(flat);
  if (type() == ArrayType::u8 && load_number<std::uint64_t>(data_.data(), at) >> 63 != 0)
    throw DataError("an integer is beyond 64 bits with a sign");
  return visit_numbers(type(), [&]<class Item>(Item) {
    return static_cast<std::int64_t>(load_number<Item>(data_.data(), at));
  });
}

std::string NdArray::text(Index flat) const {
  const std::string_view item =
      data_.view().substr(static_cast<std::size_t>(flat) * item_size(), item_size());
  if (type() == ArrayType::bytes)
    return latin1_to_utf8(item.substr(0, item.find_last_not_of('\0') + 1));
  if (type() != ArrayType::text)
    throw DataError(fmt::format("a text is wanted; found {}", to_string()));
  std::size_t length = item_size() / 4;
  const auto code = [&](std::size_t i) {
    return static_cast<char32_t>(
        load_number<std::uint32_t>(reinterpret_cast<const std::byte*>(item.data()), i));
  };
  while (length > 0 && code(length - 1) == 0) --length;
  std::string text;
  for (std::size_t i = 0; i < length; ++i) append_utf8(text, code(i));
  return text;
}

const std::vector<Value>& NdArray::objects() const {
  if (!objects_) throw DataError(fmt::format("an object array is wanted; found {}", to_string()));
  return *objects_;
}

NdArray NdArray::item_of_first_axis(Index index) const {
  if (objects_ || rank() == 0 || index < 0 || index >= dim(0))
    throw DataError(fmt::format("there is no item {} in {}", index, to_string()));
  const std::size_t size = data_.size() / static_cast<std::size_t>(dim(0));
  return {format_,
          {shape_.begin() + 1, shape_.end()},
          data_.slice(static_cast<std::size_t>(index) * size, size)};
}

namespace {

template <TensorNumber To, class From>
To converted(From value) {
  if constexpr (std::integral<To> && std::floating_point<From>) {
    // NaN fails both; 2^63 itself is the first that does not fit.
    if (!(value >= From{-0x1p63} && value < From{0x1p63}))
      throw DataError(fmt::format("{} does not fit into an integer of 64 bits", value));
  }
  return static_cast<To>(value);
}

}  // namespace

Tensor to_tensor(const NdArray& array, DType dtype) {
  if (!array.is_number())
    throw DataError(fmt::format("real numbers are wanted; found {}", array.to_string()));
  if (array.rank() > Shape::kMaxRank)
    throw DataError(fmt::format("{} axes, at most {} are possible: {}", array.rank(),
                                Shape::kMaxRank, array.to_string()));
  if (dtype == DType::bf16 || dtype == DType::u8)
    throw DTypeError(fmt::format("arrays become f32, f64 or i64, not {}", name_of(dtype)));
  Tensor tensor = Tensor::empty(Shape(std::span(array.shape())), dtype);
  const auto copy = [&]<TensorNumber T>(std::span<T> into) {
    visit_numbers(array.type(), [&]<class Item>(Item) {
      for (std::size_t i = 0; i < into.size(); ++i)
        into[i] = converted<T>(load_number<Item>(array.data().data(), i));
    });
  };
  if (dtype == DType::f32) copy(tensor.cpu_span<float>());
  if (dtype == DType::f64) copy(tensor.cpu_span<double>());
  if (dtype == DType::i64) copy(tensor.cpu_span<Index>());
  return tensor;
}

NdArray as_float16(const NdArray& array) {
  if (array.type() != ArrayType::f4)
    throw DataError(fmt::format("float32 is wanted to make float16; found {}", array.to_string()));
  std::byte* fill = nullptr;
  Blob data = Blob::allocate(static_cast<std::size_t>(array.numel()) * sizeof(Float16), fill);
  for (std::size_t i = 0; i < static_cast<std::size_t>(array.numel()); ++i) {
    const auto value = load_number<float>(array.data().data(), i);
    const Float16 half = to_float16(value);
    if (std::isfinite(value) && !std::isfinite(to_float(half)))
      throw DataError(
          fmt::format("item {} is {:g}, which is beyond the range of float16, 65504", i, value));
    std::memcpy(fill + i * sizeof half, &half, sizeof half);
  }
  return {format_of(ArrayType::f2), array.shape(), std::move(data)};
}

}  // namespace posegrad::pose::formats
