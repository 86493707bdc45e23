#include <algorithm>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <limits>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "pose/formats/array_items.h"
#include "pose/formats/strict_field.h"
#include "pose/formats/text_codec.h"
#include "pose/formats/tfjs_graph.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kMostBytes = std::uint64_t{2} << 30;  // of all files of a model

struct TypeName {
  std::string_view name;
  ArrayType type;
};
constexpr TypeName kTypes[] = {
    {"float32", ArrayType::f4}, {"int32", ArrayType::i4}, {"bool", ArrayType::b1}};
constexpr TypeName kStoredTypes[] = {
    {"float16", ArrayType::f2}, {"uint16", ArrayType::u2}, {"uint8", ArrayType::u1}};

ArrayType type_of(const Field& field, std::span<const TypeName> types) {
  const std::string name = text_of(field);
  for (const TypeName& row : types)
    if (row.name == name) return row.type;
  field.fail(fmt::format("'{}' is not a type that this program knows", printable(name)));
}

/// number = scale * stored + min
struct Affine {
  double scale = 1, min = 0;
};

/// One entry of a group's "weights".
struct Entry {
  Field field;
  std::string name;
  std::vector<Index> shape;
  ArrayType type, stored;
  std::optional<Affine> affine;
  Index count = 0;
};

Affine affine_of(const Field& field, ArrayType type, ArrayType stored) {
  const Affine affine{number_of(field.at("scale")), number_of(field.at("min"))};
  const double largest = stored == ArrayType::u1 ? 255 : 65535;
  const double limit = type == ArrayType::f4
                           ? static_cast<double>(std::numeric_limits<float>::max())
                           : static_cast<double>(std::numeric_limits<std::int32_t>::max());
  for (const double end : {affine.min, affine.scale * largest + affine.min})
    if (!(std::abs(end) <= limit))
      field.fail(
          fmt::format("scale {} and min {} lead beyond {}", affine.scale, affine.min, limit));
  return affine;
}

Entry entry_of(const Field& field) {
  Entry entry{field, text_of(field.at("name")), {}, type_of(field.at("dtype"), kTypes), {}, {}, 0};
  for (const Field& size : field.at("shape").items()) entry.shape.push_back(integer_of(size));
  try {
    entry.count = count_items(entry.shape);
  } catch (const DataError& error) {
    field.at("shape").fail(error.what());
  }
  entry.stored = entry.type;
  const auto quantization = field.find("quantization");
  if (!quantization || quantization->is_none()) return entry;
  const Field stored = quantization->at("dtype");
  entry.stored = type_of(stored, kStoredTypes);
  if (entry.type == ArrayType::b1 || (entry.stored == ArrayType::f2 && entry.type != ArrayType::f4))
    stored.fail(
        fmt::format("{} does not stand for {}", name_of(entry.stored), text_of(field.at("dtype"))));
  if (entry.stored != ArrayType::f2)
    entry.affine = affine_of(*quantization, entry.type, entry.stored);
  return entry;
}

template <class Number, class Round>
NdArray numbers_of(const NdArray& stored, ArrayType type, const Affine& affine, Round round) {
  const auto count = static_cast<std::size_t>(stored.numel());
  std::byte* fill = nullptr;
  Blob bytes = Blob::allocate(count * sizeof(Number), fill);
  for (std::size_t i = 0; i < count; ++i) {
    const auto number = static_cast<Number>(
        round(affine.scale * stored.number(static_cast<Index>(i)) + affine.min));
    std::memcpy(fill + i * sizeof(Number), &number, sizeof(Number));
  }
  return {format_of(type), stored.shape(), std::move(bytes)};
}

NdArray array_of(const Entry& entry, Blob bytes) {
  NdArray stored(format_of(entry.stored), entry.shape, std::move(bytes));
  if (!entry.affine) return stored;
  if (entry.type == ArrayType::f4)
    return numbers_of<float>(stored, entry.type, *entry.affine, [](double x) { return x; });
  return numbers_of<std::int32_t>(stored, entry.type, *entry.affine,
                                  [](double x) { return std::floor(x + 0.5); });  // Math.round
}

/// A path as the manifest has it, in the JSON file's folder.
std::string path_in(const std::string& folder, const Field& field) {
  const std::string name = text_of(field);
  const fs::path path(name);
  if (name.empty() || name.find('\0') != std::string::npos || path.is_absolute() ||
      std::ranges::find(path, fs::path("..")) != path.end())
    field.fail(fmt::format("'{}' is not a file in the folder of the model", printable(name)));
  return (fs::path(folder) / path).lexically_normal().string();
}

/// The bytes of a group: those of its files, one behind another.
Blob bytes_of(const Field& paths, const std::string& folder, std::set<std::string>& seen,
              std::uint64_t& left) {
  std::vector<Blob> files;
  std::size_t size = 0;
  for (const Field& field : paths.items()) {
    const std::string path = path_in(folder, field);
    if (!seen.insert(path).second)
      field.fail(fmt::format("the file '{}' comes twice", printable(field.as_text())));
    files.push_back(read_file(path, left));
    left -= files.back().size();
    size += files.back().size();
  }
  if (files.size() == 1) return files.front();
  std::byte* fill = nullptr;
  Blob joined = Blob::allocate(size, fill);
  for (const Blob& file : files) {
    std::ranges::copy(file.bytes(), fill);
    fill += file.size();
  }
  return joined;
}

}  // namespace

std::map<std::string, NdArray> read_tfjs_weights(const Field& manifest, const std::string& folder) {
  std::map<std::string, NdArray> weights;
  std::set<std::string> files;
  std::uint64_t left = kMostBytes;
  for (const Field& group : manifest.items()) {
    const Field paths = group.at("paths");
    const Blob bytes = bytes_of(paths, folder, files, left);
    std::size_t at = 0;
    for (const Field& field : group.at("weights").items()) {
      const Entry entry = entry_of(field);
      const std::size_t item = format_of(entry.stored).size, rest = bytes.size() - at;
      if (static_cast<std::uint64_t>(entry.count) > rest / item)
        field.fail(fmt::format("'{}', {} {}, does not fit the {} bytes that are left of {}",
                               printable(entry.name), name_of(entry.stored),
                               shape_text(entry.shape), rest, bytes.size()));
      const std::size_t size = static_cast<std::size_t>(entry.count) * item;
      if (!weights.emplace(entry.name, array_of(entry, bytes.slice(at, size))).second)
        field.fail(fmt::format("'{}' comes twice", printable(entry.name)));
      at += size;
    }
    if (at != bytes.size())
      paths.fail(
          fmt::format("{} of {} bytes belong to no weight", bytes.size() - at, bytes.size()));
  }
  return weights;
}

}  // namespace posegrad::pose::formats
