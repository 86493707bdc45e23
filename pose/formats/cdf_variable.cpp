#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/formats/cdf_values.h"
#include "pose/formats/text_codec.h"
#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

constexpr std::uint64_t kName = 84, kLongestName = 256, kBehindName = 340;

struct TypeRow {
  std::int32_t number;
  ArrayType type;
};

// 31 are milliseconds and 33 nanoseconds of an epoch.
constexpr TypeRow kTypes[] = {{1, ArrayType::i1},  {2, ArrayType::i2},  {4, ArrayType::i4},
                              {8, ArrayType::i8},  {11, ArrayType::u1}, {12, ArrayType::u2},
                              {14, ArrayType::u4}, {21, ArrayType::f4}, {22, ArrayType::f8},
                              {31, ArrayType::f8}, {33, ArrayType::i8}, {41, ArrayType::i1},
                              {44, ArrayType::f4}, {45, ArrayType::f8}};

std::string name_of(const CdfRecord& record) {
  const std::string_view name = record.bytes(kName, kLongestName);
  return std::string(name.substr(0, name.find('\0')));
}

std::string listed(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 30;
  if (names.empty()) return "it has none";
  std::vector<std::string> shown;
  for (const std::string& name : names) {
    if (shown.size() == kMost) break;
    shown.push_back(printable(name));
  }
  const std::string rest =
      names.size() > kMost ? fmt::format(" and {} more", names.size() - kMost) : "";
  return fmt::format("it has {}{}", fmt::join(shown, ", "), rest);
}

/// Reads what the file says of one variable.
class Description {
 public:
  Description(CdfFile& file, const CdfRecord& record, std::string_view name)
      : file_(file), record_(record) {
    variable_.where = fmt::format("variable '{}'", printable(name));
  }

  CdfVariable read() {
    const std::int32_t flags = record_.i32(44);
    constexpr std::int32_t kVaries = 1, kHasPad = 2, kIsPacked = 4;
    read_format();
    const std::uint64_t pad = read_sizes();
    variable_.pad = (flags & kHasPad) != 0 ? std::string(record_.bytes(pad, variable_.format.size))
                                           : std::string(variable_.format.size, '\0');
    read_records((flags & kVaries) != 0);
    const std::uint64_t compression = record_.u64(72);
    if ((flags & kIsPacked) != 0 && !is_no_cdf_place(compression)) {
      file_.require_gzip(compression, variable_.where + ": packed");
      variable_.is_packed = true;
    }
    constexpr std::int32_t kRepeat = 2;
    variable_.repeats_records = record_.i32(48) == kRepeat;
    variable_.first_index = record_.u64(28);
    return variable_;
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    file_.fail(fmt::format("{}: {}", variable_.where, what));
  }

  void read_format() {
    const std::int32_t number = record_.i32(20);
    if (number == 51 || number == 52) fail("it holds texts; numbers are wanted");
    const auto* const found = std::ranges::find(kTypes, number, &TypeRow::number);
    if (found == std::end(kTypes))
      fail(fmt::format("items of type {}; numbers are wanted", number));
    if (const std::int32_t elements = record_.i32(64); elements != 1)
      fail(fmt::format("broken: {} elements of a number", elements));
    variable_.format = format_of(found->type);
    variable_.format.big_endian = file_.is_big_endian();
    if (file_.has_vax_floats() && found->type >= ArrayType::f2)
      fail("its numbers are VAX's floats; convert it with NASA's cdfconvert -encoding network");
  }

  /// Where the pad value stands.
  std::uint64_t read_sizes() {
    std::vector<std::int32_t> sizes(file_.r_sizes().begin(), file_.r_sizes().end());
    std::uint64_t at = kBehindName;
    if (record_.kind() == CdfKind::z_variable) {
      const std::int32_t count = record_.i32(at);
      if (count < 0 || count > kMostCdfDimensions)
        fail(fmt::format("broken: {} dimensions; at most {} are possible", count,
                         kMostCdfDimensions));
      at += 4;
      sizes.clear();
      for (std::int32_t i = 0; i < count; ++i, at += 4) sizes.push_back(record_.i32(at));
    }
    std::uint64_t bytes = variable_.format.size;
    for (const std::int32_t size : sizes) {
      const bool varies = record_.i32(at) != 0;
      at += 4;
      if (size < 1) fail(fmt::format("broken: a dimension of {}", size));
      if (!varies) continue;
      if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes))
        fail("broken: its dimensions are too large");
      variable_.sizes.push_back(size);
    }
    variable_.record_bytes = bytes;
    return at;
  }

  void read_records(bool vary) {
    const std::int32_t last = record_.i32(24);
    if (last < -1) fail(fmt::format("broken: {} is its last record", last));
    variable_.records = vary ? static_cast<std::uint64_t>(last + std::int64_t{1}) : 1;
    std::uint64_t bytes = 0;
    if (__builtin_mul_overflow(variable_.records, variable_.record_bytes, &bytes) ||
        bytes > file_.most_bytes())
      fail(
          fmt::format("{} records of {} bytes are announced, more than a file of {} bytes can hold",
                      variable_.records, variable_.record_bytes, file_.stored_bytes()));
  }

  CdfFile& file_;
  const CdfRecord& record_;
  CdfVariable variable_;
};

}  // namespace

CdfVariable find_cdf_variable(CdfFile& file, std::string_view name) {
  std::vector<std::string> names;
  for (const CdfKind kind : {CdfKind::r_variable, CdfKind::z_variable}) {
    std::uint64_t at =
        kind == CdfKind::r_variable ? file.first_r_variable() : file.first_z_variable();
    while (!is_no_cdf_place(at)) {
      const CdfRecord record = file.record(at, {kind});
      names.push_back(name_of(record));
      if (names.back() == name) return Description(file, record, name).read();
      at = record.u64(12);
    }
  }
  file.fail(fmt::format("no variable '{}'; {}", printable(name), listed(names)));
}

}  // namespace posegrad::pose::formats
