#include "pose/detections/container/arrays.h"

#include <algorithm>

#include <fmt/format.h>

#include "pose/formats/npy.h"
#include "pose/formats/npz.h"
#include "pose/formats/pickle.h"
#include "pose/formats/torch_file.h"
#include "pose/formats/zip_reader.h"
#include "tensor/error.h"

namespace posegrad::pose::detections {

using formats::Value;

namespace {

/// All together: members may lie about what they share.
void take_members(const formats::ZipReader& zip, const NamedBytes& file, Budget& budget) {
  std::uint64_t total = 0;
  for (const std::string& name : zip.names())
    if (__builtin_add_overflow(total, zip.open(name)->remaining(), &total))
      total = ~std::uint64_t{0};
  budget.take_unpacked(file.bytes.size(), total, file.path);
}

}  // namespace

Value read_npz_arrays(const NamedBytes& file, Budget& budget) {
  formats::ZipReader zip(file.bytes, file.path);
  take_members(zip, file, budget);
  const formats::NpzReader npz(std::move(zip));
  Value arrays = Value::dict();
  for (const std::string& key : npz.keys()) arrays.set(key, npz.field(key).value());
  return arrays;
}

Value read_torch_value(const NamedBytes& file, Budget& budget) {
  if (formats::is_zip_bytes(file.bytes.view()))
    take_members(formats::ZipReader(file.bytes, file.path), file, budget);
  return formats::torch_load(file.bytes, file.path);
}

Value read_npy_array(const NamedBytes& file) {
  formats::BlobSource source(file.bytes, file.path);
  return formats::read_npy(source).unwrapped();
}

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) {
  const char lower = static_cast<char>(c | 0x20);
  return (lower >= 'a' && lower <= 'z') || c == '_';
}

/// A line of letters, digits and dots, such as "numpy.core.multiarray"; taken off the text.
bool take_name(std::string_view& text) {
  const std::size_t end = text.find('\n');
  if (end == std::string_view::npos || end == 0 || !is_letter(text.front())) return false;
  const std::string_view name = text.substr(0, end);
  text.remove_prefix(end + 1);
  return std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '.'; });
}

/// The first line of protocol 0 behind a mark: 'l' or 'd' that is remembered ("(lp0") or used at
/// once, or a first item of a tuple.
bool begins_after_mark(std::string_view text) {
  const std::string_view line = text.substr(0, text.find('\n'));
  if (line.empty()) return false;
  const std::string_view rest = line.substr(1);
  const bool is_number = !rest.empty() && std::ranges::all_of(rest, [](char c) {
    return is_digit(c) || c == '-' || c == '.' || c == 'e' || c == '+' || c == 'L';
  });
  switch (line.front()) {
    case 'l':
    case 'd':
      return rest.empty() || (rest.size() > 1 && rest.front() == 'p' && is_digit(rest[1])) ||
             std::string_view("IFVS(cN").find(rest.front()) != std::string_view::npos;
    case 'I':
    case 'F':
    case 'L':
      return is_number;
    case 'S':
      return rest.size() > 1 && (rest.front() == '\'' || rest.front() == '"') &&
             rest.back() == rest.front();
    case '(':
      return begins_after_mark(text.substr(1));
    case 'c':
      text.remove_prefix(1);
      return take_name(text) && take_name(text);
    default:
      return false;
  }
}

/// Instructions of protocol 1 hold bytes that no text has.
bool is_binary(std::string_view begin) {
  return std::ranges::any_of(begin, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < '\t' || byte == 0x7F;
  });
}

}  // namespace

bool looks_like_pickle(std::string_view bytes) {
  if (bytes.size() < 2) return false;
  if (bytes[0] == '\x80' && bytes[1] >= '\x02' && bytes[1] <= '\x05') return true;
  if (!bytes.ends_with('.')) return false;
  constexpr std::size_t kLookedAt = 64;
  const char first = bytes.front();
  if (first == ']' || first == '}') return bytes[1] == 'q' || bytes[1] == '.' || bytes[1] == '(';
  if (first == '(')
    return is_binary(bytes.substr(0, kLookedAt)) || begins_after_mark(bytes.substr(1));
  return first == 'c' && begins_after_mark(bytes);
}

std::vector<formats::Value> read_pickles(const formats::Blob& bytes, const std::string& name) {
  std::vector<formats::Value> values;
  try {
    for (std::size_t at = 0; at < bytes.size();) {
      const formats::Blob rest = bytes.slice(at, bytes.size() - at);
      formats::Pickle pickle = formats::read_pickle(
          rest, at == 0 ? name : fmt::format("{}: pickle {}", name, values.size() + 1));
      values.push_back(std::move(pickle.value));
      at += pickle.used;
    }
  } catch (const DataError& error) {
    throw DataError(fmt::format("{}; save it as npz or JSON", error.what()));
  }
  return values;
}

}  // namespace posegrad::pose::detections
