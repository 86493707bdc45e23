#include "pose/detections/container/hdf5_memory.h"

#include <algorithm>
#include <cstdlib>

#include "pose/detections/container/arrays.h"
#include "pose/detections/container/hdf5_data.h"
#include "pose/formats/text_codec.h"

namespace posegrad::pose::detections {

Hdf5Memory::Hdf5Memory(const Hdf5Data& data, hid_t memory, hid_t space, void* into, Budget& budget)
    : memory_(memory), space_(space), into_(into), left_(budget.bytes_left()) {
  // Attributes are read without such properties; they are few and small.
  transfer_ = hdf5_handle(H5Pcreate(H5P_DATASET_XFER), data.where, "its content");
  if (!data.is_attribute)
    hdf5_checked(H5Pset_vlen_mem_manager(transfer_.id(), allocate, this, release, this), data.where,
                 "its content");
  try {
    data.read(memory, transfer_.id(), into);
  } catch (const DataError&) {
    H5Dvlen_reclaim(memory_, space_, transfer_.id(), into_);
    if (is_over_) budget.take_bytes(left_ + 1, data.where);
    throw;
  }
  budget.take_bytes(used_, data.where);
}

Hdf5Memory::~Hdf5Memory() { H5Dvlen_reclaim(memory_, space_, transfer_.id(), into_); }

void* Hdf5Memory::allocate(std::size_t size, void* self) {
  auto& memory = *static_cast<Hdf5Memory*>(self);
  if (size > memory.left_ - memory.used_) {
    memory.is_over_ = true;
    return nullptr;
  }
  memory.used_ += size;
  return std::malloc(size);
}

void Hdf5Memory::release(void* memory, void*) { std::free(memory); }

namespace {

using formats::Value;

std::string text_of(std::string_view bytes) {
  return formats::is_utf8(bytes) ? std::string(bytes) : formats::latin1_to_utf8(bytes);
}

/// Without what fills it up; zero bytes inside are kept.
std::string_view without_padding(std::string_view bytes, H5T_str_t padding) {
  const char filler = padding == H5T_STR_SPACEPAD ? ' ' : '\0';
  return bytes.substr(0, bytes.find_last_not_of(filler) + 1);
}

std::vector<std::string> fixed(const Hdf5Data& data, const Hdf5Column& column, hid_t type,
                               std::size_t count, Budget& budget) {
  const Hdf5Handle base = H5Tget_class(type) == H5T_ARRAY
                              ? hdf5_handle(H5Tget_super(type), data.where, "its type")
                              : hdf5_handle(H5Tcopy(type), data.where, "its type");
  const std::size_t size = H5Tget_size(base.id());
  std::uint64_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) bytes = ~std::uint64_t{0};
  budget.take_bytes(bytes, data.where);
  std::string buffer(bytes, '\0');
  if (!buffer.empty())
    data.read(hdf5_column_type(column, type, data.where).id(), H5P_DEFAULT, buffer.data());
  const H5T_str_t padding = H5Tget_strpad(base.id());
  std::vector<std::string> texts(count);
  for (std::size_t i = 0; i < count; ++i)
    texts[i] = without_padding(std::string_view(buffer).substr(i * size, size), padding);
  return texts;
}

std::vector<std::string> variable(const Hdf5Data& data, const Hdf5Column& column, hid_t type,
                                  hid_t space, std::size_t count, Budget& budget) {
  const Hdf5Handle memory = hdf5_column_type(column, type, data.where);
  std::vector<char*> pointers(count);
  const Hdf5Memory owner(data, memory.id(), space, pointers.data(), budget);
  std::vector<std::string> texts(count);
  for (std::size_t i = 0; i < count; ++i)
    if (pointers[i] != nullptr) texts[i] = pointers[i];
  return texts;
}

/// What PyTables keeps of Python objects: a pickle in place of a text.
std::optional<Value> unpickled(const std::string& bytes, const std::string& where) {
  if (bytes == "N.") return Value();
  if (!looks_like_pickle(bytes)) return std::nullopt;
  try {
    const std::vector<Value> values = read_pickles(formats::Blob::copy_of(bytes), where);
    if (values.size() == 1) return values.front();
  } catch (const DataError&) {
    // No plain data: a text then.
  }
  return std::nullopt;
}

}  // namespace

Value read_hdf5_texts(const Hdf5Data& data, const Hdf5Column& column, hid_t type, hid_t space,
                      std::vector<Index> shape, Budget& budget) {
  const auto count = static_cast<std::size_t>(formats::count_items(shape));
  budget.take_values(count, data.where);
  const bool is_variable = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0;
  std::vector<std::string> texts = is_variable ? variable(data, column, type, space, count, budget)
                                               : fixed(data, column, type, count, budget);
  if (shape.empty() && data.is_attribute)
    if (auto value = unpickled(texts.front(), data.where)) return *std::move(value);
  std::size_t longest = 1;
  for (std::string& text : texts) {
    text = text_of(std::string_view(text).substr(0, text.find('\0')));
    longest = std::max(longest, text.size());
  }
  if (shape.empty()) return std::move(texts.front());
  std::uint64_t bytes = 0;  // an array of text has the longest's room for each
  if (__builtin_mul_overflow(count, 4 * longest, &bytes)) bytes = ~std::uint64_t{0};
  budget.take_bytes(bytes, data.where);
  if (data.is_fortran) std::ranges::reverse(shape);
  return formats::NdArray::of_texts(std::move(shape), texts);
}

using formats::Value;

std::optional<Value> read_hdf5_ragged(const Hdf5Data& data, const Hdf5Column& column, hid_t type,
                                      hid_t space, const std::vector<Index>& shape,
                                      Budget& budget) {
  const Hdf5Handle base = hdf5_handle(H5Tget_super(type), data.where, "its type");
  const auto number = hdf5_number(base.id(), data.where);
  if (!number) return std::nullopt;
  const auto count = static_cast<std::size_t>(formats::count_items(shape));
  budget.take_values(count, data.where);
  const Hdf5Handle leaf = hdf5_handle(H5Tvlen_create(number->memory.id()), data.where, "its type");
  const Hdf5Handle memory = hdf5_column_type(column, leaf.id(), data.where);
  std::vector<hvl_t> rows(count);
  const Hdf5Memory owner(data, memory.id(), space, rows.data(), budget);
  std::vector<Value> arrays;
  arrays.reserve(count);
  for (const hvl_t& row : rows) {
    const std::size_t bytes = row.len * number->format.size;
    budget.take_bytes(bytes, data.where);
    arrays.emplace_back(
        formats::NdArray(number->format, {static_cast<Index>(row.len)},
                         formats::Blob::copy_of({static_cast<const char*>(row.p), bytes})));
  }
  return Value::list(std::move(arrays));
}

}  // namespace posegrad::pose::detections
