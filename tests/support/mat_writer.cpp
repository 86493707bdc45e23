#include "tests/support/mat_writer.h"

#include <algorithm>
#include <cstdint>
#include <stdexcept>

#include <zlib.h>

namespace posegrad::test {
namespace {

constexpr std::uint32_t kInt8 = 1, kUint8 = 2, kInt32 = 5, kUint32 = 6, kSingle = 7, kDouble = 9,
                        kMatrix = 14, kCompressed = 15, kUtf8 = 16;  // of elements
constexpr std::uint32_t kCell = 1, kStruct = 2, kChar = 4, kDoubles = 6,
                        kSingles = 7;  // of variables

template <class Number>
std::string bytes_of(Number number, bool big_endian) {
  std::string bytes(reinterpret_cast<const char*>(&number), sizeof number);
  if (big_endian) std::ranges::reverse(bytes);
  return bytes;
}

std::string deflated(const std::string& bytes) {
  uLongf size = compressBound(bytes.size());
  std::string packed(size, '\0');
  if (compress(reinterpret_cast<Bytef*>(packed.data()), &size,
               reinterpret_cast<const Bytef*>(bytes.data()), bytes.size()) != Z_OK)
    throw std::runtime_error("compress");
  packed.resize(size);
  return packed;
}

}  // namespace

std::string MatWriter::word(std::uint32_t value) const {
  return bytes_of(value, options_.big_endian);
}

std::string MatWriter::element(std::uint32_t type, const std::string& data) const {
  const std::string padding((8 - data.size() % 8) % 8, '\0');
  return word(type) + word(static_cast<std::uint32_t>(data.size())) + data + padding;
}

std::string MatWriter::variable(std::uint32_t kind, const std::string& name,
                                const std::vector<Index>& shape, const std::string& content) const {
  std::string sizes;
  for (const Index size : shape) sizes += word(static_cast<std::uint32_t>(size));
  return element(kMatrix, element(kUint32, word(kind) + word(0)) + element(kInt32, sizes) +
                              element(kInt8, name) + content);
}

std::string MatWriter::numbers(const std::string& name, const std::vector<Index>& shape,
                               std::span<const float> values) const {
  std::string data;
  for (std::size_t i = 0; i < values.size(); ++i) {
    Index rest = static_cast<Index>(i), stride = static_cast<Index>(values.size()), from = 0;
    for (const Index size : shape) {
      stride /= size;
      from += rest % size * stride;
      rest /= size;
    }
    const float value = values[static_cast<std::size_t>(from)];
    if (options_.narrow)
      data += static_cast<char>(static_cast<std::uint8_t>(value));
    else if (options_.is_double)
      data += bytes_of(static_cast<double>(value), options_.big_endian);
    else
      data += bytes_of(value, options_.big_endian);
  }
  const std::uint32_t type = options_.narrow ? kUint8 : options_.is_double ? kDouble : kSingle;
  return variable(options_.is_double ? kDoubles : kSingles, name, shape, element(type, data));
}

std::string MatWriter::cell(const std::string& name, const std::vector<Index>& shape,
                            const std::vector<std::string>& items) const {
  std::string content;
  for (const std::string& item : items) content += item;
  return variable(kCell, name, shape, content);
}

std::string MatWriter::text(const std::string& name, const std::string& text) const {
  return variable(kChar, name, {1, static_cast<Index>(text.size())}, element(kUtf8, text));
}

std::string MatWriter::structure(
    const std::string& name, const std::vector<std::pair<std::string, std::string>>& fields) const {
  constexpr std::uint32_t kLongestName = 32, kSmall = 4;
  std::string names, values;
  for (const auto& [field, value] : fields) {
    names += field + std::string(kLongestName - field.size(), '\0');
    values += value;
  }
  // An element of up to 4 bytes has its size beside its type.
  const std::string length = word(kSmall << 16 | kInt32) + word(kLongestName);
  return variable(kStruct, name, {1, 1}, length + element(kInt8, names) + values);
}

std::string MatWriter::file(const std::vector<std::string>& variables) const {
  std::string file = "MATLAB 5.0 MAT-file, made by a test";
  file.resize(124, ' ');
  file += bytes_of(std::uint16_t{0x0100}, options_.big_endian);
  file += options_.big_endian ? "MI" : "IM";
  for (const std::string& one : variables) {
    if (!options_.compressed) {
      file += one;
      continue;
    }
    const std::string packed = deflated(one);  // not padded
    file += word(kCompressed) + word(static_cast<std::uint32_t>(packed.size())) + packed;
  }
  return file;
}

}  // namespace posegrad::test
