#include "pose/formats/torch_tensors.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

struct Row {
  ArrayType type;
  std::string_view name;
};

constexpr Row kClasses[] = {{ArrayType::f4, "Float"},      {ArrayType::f8, "Double"},
                            {ArrayType::f2, "Half"},       {ArrayType::i8, "Long"},
                            {ArrayType::bf16, "BFloat16"}, {ArrayType::i4, "Int"},
                            {ArrayType::i2, "Short"},      {ArrayType::i1, "Char"},
                            {ArrayType::u1, "Byte"},       {ArrayType::b1, "Bool"}};

}  // namespace

std::string storage_class(ArrayType type) {
  for (const Row& row : kClasses)
    if (row.type == type) return fmt::format("torch.{}Storage", row.name);
  throw DataError(fmt::format("{} is not a type of PyTorch's tensors", name_of(type)));
}

ArrayType storage_type(std::string_view class_name) {
  for (const Row& row : kClasses)
    if (class_name == fmt::format("torch.{}Storage", row.name)) return row.type;
  throw DataError(fmt::format("'{}' is not a storage of tensors", printable(class_name)));
}

namespace {

using Kind = Value::Kind;
constexpr std::string_view kStorage = "storage", kModule = "module";
// Storages can be packed: together they may be larger than their file.
constexpr std::size_t kMostUnpacked = 16;

std::vector<Index> sizes_of(const Value& tuple) {
  std::vector<Index> sizes;
  for (const Value& size : tuple.items()) sizes.push_back(size.as_int());
  return sizes;
}

/// Items of a view that follow each other in C order.
bool is_contiguous(const std::vector<Index>& shape, const std::vector<Index>& strides) {
  Index wanted = 1;
  for (std::size_t axis = shape.size(); axis-- > 0;) {
    if (shape[axis] != 1 && strides[axis] != wanted) return false;
    wanted *= shape[axis];
  }
  return true;
}

/// Items by any strides, written in C order.
void gather(const std::byte* items, const std::vector<Index>& shape,
            const std::vector<Index>& strides, std::size_t size, std::byte* into) {
  const Index count = count_items(shape);
  std::vector<Index> at(shape.size(), 0);
  Index source = 0;
  for (Index flat = 0; flat < count; ++flat) {
    std::memcpy(into, items + static_cast<std::size_t>(source) * size, size);
    into += size;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      source += strides[axis];
      if (++at[axis] < shape[axis]) break;
      source -= at[axis] * strides[axis];
      at[axis] = 0;
    }
  }
}

}  // namespace

Value TorchTensors::storage(const Value& id) {
  // Before 1.6 the class of a module: ('module', class, source file, source).
  if (id.is(Kind::tuple) && id.size() == 4 && id.items()[0].is_text() &&
      id.items()[0].as_text() == kModule && id.items()[1].is(Kind::global))
    return id.items()[1];
  // ('storage', class, key, device, items[, None or (view key, offset, size)])
  if (!id.is(Kind::tuple) || id.size() < 5 || id.size() > 6 || id.items()[0].as_text() != kStorage)
    throw DataError("a persistent id that is not one of a storage");
  const std::vector<Value>& parts = id.items();
  if (!parts[1].is(Kind::global)) throw DataError("a storage without a class");
  const std::string key = parts[2].as_text();
  if (key.empty() || !std::ranges::all_of(key, [](char c) { return c >= '0' && c <= '9'; }))
    throw DataError(fmt::format("a storage's key '{}' is not a number", printable(key)));
  Storage storage{storage_type(parts[1].type_name()), parts[4].as_int(), {}};
  std::size_t bytes = 0;
  if (storage.numel < 0 ||
      __builtin_mul_overflow(static_cast<std::size_t>(storage.numel), format_of(storage.type).size,
                             &bytes) ||
      bytes > file_size_)
    throw DataError(fmt::format("storage {} of {} items in a file of {} bytes", key, storage.numel,
                                file_size_));
  const auto [place, is_new] = storages_.emplace(key, storage);
  stored_ += is_new ? bytes : 0;
  if (stored_ > kMostUnpacked * file_size_)
    throw DataError(
        fmt::format("storages of {} bytes and more in a file of {}", stored_, file_size_));
  if (!is_new && (place->second.type != storage.type || place->second.numel != storage.numel))
    throw DataError(fmt::format("storage {} is described in two ways", key));
  // Before 0.4 a storage could be a window on another one.
  Index offset = 0, numel = storage.numel;
  if (parts.size() == 6 && !parts[5].is_none()) {
    const std::vector<Value>& view = parts[5].items();
    if (view.size() != 3)
      throw DataError(fmt::format("storage {}: a view of {} parts", key, view.size()));
    offset = view[1].as_int();
    numel = view[2].as_int();
    if (offset < 0 || numel < 0 || offset > storage.numel || numel > storage.numel - offset)
      throw DataError(
          fmt::format("storage {}: a view of {} items from {} reaches beyond its {} items", key,
                      numel, offset, storage.numel));
  }
  return Value::object(std::string(kStorage), Value::tuple({key, offset, numel}));
}

Value TorchTensors::tensor(const std::vector<Value>& arguments) {
  if (arguments.size() < 4 || !arguments[0].is(Kind::object) ||
      arguments[0].type_name() != kStorage)
    throw DataError("a tensor without a storage");
  const std::vector<Value>& storage = arguments[0].arguments().items();
  View view{Value::tensor(NdArray()), storage[0].as_text(), arguments[1].as_int(),
            sizes_of(arguments[2]), sizes_of(arguments[3])};
  const Index count = count_items(view.shape), room = storage[2].as_int();
  const auto refuse = [&](std::string_view why) {
    return DataError(fmt::format("a tensor {} with strides {} at {} of storage {} ({} items) {}",
                                 shape_text(view.shape), shape_text(view.strides), view.offset,
                                 view.key, room, why));
  };
  if (view.strides.size() != view.shape.size())
    throw refuse("has another number of strides than axes");
  Index last = view.offset;
  for (std::size_t axis = 0; axis < view.shape.size(); ++axis) {
    Index span = 0;
    if (view.strides[axis] < 0) throw refuse("has a negative stride");
    if (count > 0 && (__builtin_mul_overflow(view.shape[axis] - 1, view.strides[axis], &span) ||
                      __builtin_add_overflow(last, span, &last)))
      throw refuse("overflows");
  }
  if (view.offset < 0 || view.offset > room || (count > 0 && last >= room))
    throw refuse("reaches beyond the storage");
  if (count > room) throw refuse("names items several times");
  view.offset += storage[1].as_int();
  views_.push_back(view);
  return view.tensor;
}

NdArray TorchTensors::array_of(const View& view) {
  const Storage& storage = storages_.at(view.key);
  const ItemFormat format = format_of(storage.type);
  const std::size_t bytes = static_cast<std::size_t>(count_items(view.shape)) * format.size;
  const std::size_t begin = bytes == 0 ? 0 : static_cast<std::size_t>(view.offset) * format.size;
  if (bytes == 0 || is_contiguous(view.shape, view.strides))
    return {format, view.shape, storage.data.slice(begin, bytes)};
  copied_ += bytes;
  if (copied_ > 8 * file_size_)
    throw DataError("its tensors are views of the same numbers too often");
  std::byte* fill = nullptr;
  Blob data = Blob::allocate(bytes, fill);
  gather(storage.data.data() + begin, view.shape, view.strides, format.size, fill);
  return {format, view.shape, std::move(data)};
}

void TorchTensors::finish() {
  for (View& view : views_) view.tensor.set_array(array_of(view));
}

}  // namespace posegrad::pose::formats
