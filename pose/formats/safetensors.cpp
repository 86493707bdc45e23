#include "pose/formats/safetensors.h"

#include <algorithm>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

#include "pose/formats/atomic_file.h"
#include "pose/formats/field.h"
#include "pose/formats/json.h"
#include "pose/formats/reading_limit.h"
#include "pose/formats/strict_field.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::size_t kLengthBytes = 8, kAlignment = 8;
// The format allows 100 MB, more than a small file's header may cost; a temporal model's has a few
// kilobytes.
constexpr std::uint64_t kLongestHeader = std::uint64_t{8} << 20;
constexpr const char* kMetadata = "__metadata__";

struct Row {
  ArrayType type;
  std::string_view name;
};

constexpr Row kTypes[] = {{ArrayType::f8, "F64"},    {ArrayType::f4, "F32"}, {ArrayType::f2, "F16"},
                          {ArrayType::bf16, "BF16"}, {ArrayType::i8, "I64"}, {ArrayType::i4, "I32"},
                          {ArrayType::i2, "I16"},    {ArrayType::i1, "I8"},  {ArrayType::u8, "U64"},
                          {ArrayType::u4, "U32"},    {ArrayType::u2, "U16"}, {ArrayType::u1, "U8"},
                          {ArrayType::b1, "BOOL"}};

ArrayType type_of(const Field& field) {
  const std::string name = field.as_text();
  for (const Row& row : kTypes)
    if (row.name == name) return row.type;
  field.fail(fmt::format("'{}' is not a type that this program knows", printable(name)));
}

std::string_view type_name(ArrayType type) {
  for (const Row& row : kTypes)
    if (row.type == type) return row.name;
  throw DataError(fmt::format("{} is not a type of safetensors", name_of(type)));
}

std::uint64_t header_length(std::string_view begin) {
  std::uint64_t length = 0;
  std::memcpy(&length, begin.data(), kLengthBytes);
  return length;
}

/// One tensor as the header describes it.
struct Entry {
  std::string name;
  ItemFormat format;
  std::vector<Index> shape;
  std::uint64_t begin = 0, end = 0;  // in the data
};

Entry entry_of(const std::string& name, const Field& field) {
  Entry entry{name, format_of(type_of(field.at("dtype"))), {}, 0, 0};
  for (const Field& size : field.at("shape").items()) entry.shape.push_back(integer_of(size));
  const Field offsets = field.at("data_offsets");
  if (offsets.size() != 2)
    offsets.fail(fmt::format("a begin and an end are wanted; found {} numbers", offsets.size()));
  const Index begin = integer_of(offsets[0]), end = integer_of(offsets[1]);
  if (begin < 0 || end < begin)
    offsets.fail(fmt::format("bytes from {} to {} are none", begin, end));
  entry.begin = static_cast<std::uint64_t>(begin);
  entry.end = static_cast<std::uint64_t>(end);
  Index count = 0;
  try {
    count = count_items(entry.shape);
  } catch (const DataError& error) {
    field.at("shape").fail(error.what());
  }
  const std::uint64_t bytes = entry.end - entry.begin, size = entry.format.size;
  if (bytes % size != 0 || bytes / size != static_cast<std::uint64_t>(count))
    field.fail(fmt::format("{} bytes do not fit {} {}", bytes, name_of(entry.format.type),
                           shape_text(entry.shape)));
  return entry;
}

// Every byte of the data belongs to one tensor.
void check_places(std::vector<Entry> entries, std::uint64_t data, const std::string& path) {
  std::ranges::sort(entries, {}, [](const Entry& e) { return std::pair(e.begin, e.end); });
  std::uint64_t at = 0;
  for (const Entry& entry : entries) {
    const auto refuse = [&](const std::string& why) {
      throw DataError(fmt::format("{}: {}: {}", path, printable(entry.name), why));
    };
    if (entry.end > data)
      refuse(
          fmt::format("cut short: it ends at byte {} of the data, {} are there", entry.end, data));
    if (entry.begin < at)
      refuse(fmt::format("it begins at byte {}, inside of another tensor", entry.begin));
    if (entry.begin > at)
      refuse(fmt::format("bytes {} to {} before it belong to no tensor", at, entry.begin));
    at = entry.end;
  }
  if (at != data)
    throw DataError(fmt::format("{}: {} bytes at its end belong to no tensor", path, data - at));
}

Value header_of(const Blob& file, const std::string& path, std::uint64_t& length) {
  if (file.size() < kLengthBytes)
    throw DataError(
        fmt::format("{}: cut short: {} bytes are no safetensors file", path, file.size()));
  length = header_length(file.view());
  if (length > kLongestHeader)
    throw DataError(fmt::format(
        "{}: no safetensors file, or damaged: a header of {} bytes, at most {} are accepted", path,
        length, kLongestHeader));
  if (length > file.size() - kLengthBytes)
    throw DataError(fmt::format("{}: cut short: a header of {} bytes is announced, {} are left",
                                path, length, file.size() - kLengthBytes));
  Value header = read_json(file.view().substr(kLengthBytes, length), path + ": header",
                           {.refuse_repeated_keys = true});
  if (!header.is_dict())
    throw DataError(
        fmt::format("{}: header: an object is wanted; found {}", path, header.kind_name()));
  return header;
}

}  // namespace

bool may_be_safetensors(std::string_view begin) {
  return begin.size() > kLengthBytes && header_length(begin) <= kLongestHeader &&
         begin[kLengthBytes] == '{';
}

namespace {

Safetensors safetensors_in(const std::string& path) {
  const Blob file = read_file(path);
  std::uint64_t length = 0;
  const Field header(header_of(file, path, length), path);
  Safetensors content;
  std::vector<Entry> entries;
  for (const auto& [name, field] : header.entries()) {
    if (name != kMetadata) {
      entries.push_back(entry_of(name, field));
      continue;
    }
    for (const auto& [key, text] : field.entries())
      content.metadata.emplace_back(key, text_of(text));
  }
  const std::size_t start = kLengthBytes + length;
  check_places(entries, file.size() - start, path);
  for (const Entry& entry : entries)
    content.tensors.emplace_back(
        entry.name, NdArray(entry.format, entry.shape,
                            file.slice(start + entry.begin,
                                       static_cast<std::size_t>(entry.end - entry.begin))));
  return content;
}

}  // namespace

Safetensors read_safetensors(const std::string& path) {
  return within_reading_limit(path, [&] { return safetensors_in(path); });
}

void write_safetensors(const std::string& path, const Safetensors& content) {
  std::vector<const std::pair<std::string, NdArray>*> tensors;
  for (const auto& tensor : content.tensors) tensors.push_back(&tensor);
  std::ranges::stable_sort(tensors, std::greater(),
                           [](const auto* tensor) { return tensor->second.item_size(); });
  Value header = Value::dict();
  if (!content.metadata.empty()) {
    Value metadata = Value::dict();
    for (const auto& [key, text] : content.metadata) metadata.set(key, text);
    header.set(kMetadata, metadata);
  }
  std::size_t at = 0;
  for (const auto* tensor : tensors) {
    const auto& [name, array] = *tensor;
    Value entry = Value::dict(), shape = Value::list();
    for (const Index size : array.shape()) shape.push_back(size);
    entry.set("dtype", type_name(array.type()));
    entry.set("shape", shape);
    entry.set("data_offsets", Value::list({at, at + array.data().size()}));
    header.set(name, entry);
    at += array.data().size();
  }
  std::string text = write_json(header);
  text.append((kAlignment - text.size() % kAlignment) % kAlignment, ' ');
  const std::uint64_t length = text.size();
  AtomicFile file(path);
  file.write({reinterpret_cast<const char*>(&length), sizeof length});
  file.write(text);
  for (const auto* tensor : tensors) file.write(tensor->second.data().bytes());
  file.commit();
}

}  // namespace posegrad::pose::formats
