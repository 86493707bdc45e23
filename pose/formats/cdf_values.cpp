#include "pose/formats/cdf_values.h"

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::formats {
namespace {

/// Records that stand together in the file.
struct Block {
  std::uint64_t first = 0, last = 0;
  std::uint64_t at = 0;
};

class Reader {
 public:
  Reader(CdfFile& file, const CdfVariable& variable) : file_(file), variable_(variable) {}

  Blob read() {
    collect_blocks();
    std::byte* fill = nullptr;
    Blob blob = Blob::allocate(variable_.records * variable_.record_bytes, fill);
    std::uint64_t done = 0;
    for (const Block& block : blocks_) {
      if (block.first >= variable_.records) break;
      fill_missing(fill, done, block.first);
      done = std::min(block.last + 1, variable_.records);  // more may be reserved than written
      read_block(block, {place(fill, block.first), place(fill, done)});
    }
    fill_missing(fill, done, variable_.records);
    return blob;
  }

 private:
  [[noreturn]] void fail(std::string_view what) const {
    file_.fail(fmt::format("{}: {}", variable_.where, what));
  }

  std::byte* place(std::byte* values, std::uint64_t record) const {
    return values + record * variable_.record_bytes;
  }

  /// An index leads on to the next one, and may have others below it.
  void collect_blocks() {
    std::vector<std::uint64_t> open{variable_.first_index};
    while (!open.empty()) {
      const std::uint64_t at = open.back();
      open.pop_back();
      if (is_no_cdf_place(at)) continue;
      const CdfRecord index = file_.record(at, {CdfKind::index});
      open.push_back(index.u64(12));
      const std::int32_t entries = index.i32(20), used = index.i32(24);
      if (used < 0 || used > entries)
        fail(fmt::format("broken: {} of {} places of an index are used", used, entries));
      collect_entries(index, static_cast<std::uint64_t>(entries), static_cast<std::uint64_t>(used),
                      open);
    }
    std::ranges::sort(blocks_, {}, &Block::first);
    for (std::size_t i = 1; i < blocks_.size(); ++i)
      if (blocks_[i].first <= blocks_[i - 1].last)
        fail(fmt::format("broken: record {} is there twice", blocks_[i].first));
  }

  void collect_entries(const CdfRecord& index, std::uint64_t entries, std::uint64_t used,
                       std::vector<std::uint64_t>& open) {
    constexpr std::uint64_t kEntries = 28;
    for (std::uint64_t i = 0; i < used; ++i) {
      const std::int32_t first = index.i32(kEntries + 4 * i),
                         last = index.i32(kEntries + 4 * entries + 4 * i);
      const std::uint64_t at = index.u64(kEntries + 8 * entries + 8 * i);
      if (first < 0 || last < first)
        fail(fmt::format("broken: a block of records {} to {}", first, last));
      if (file_.kind_at(at) == CdfKind::index)
        open.push_back(at);
      else
        blocks_.push_back(
            {static_cast<std::uint64_t>(first), static_cast<std::uint64_t>(last), at});
    }
  }

  void read_block(const Block& block, std::span<std::byte> into) {
    const CdfRecord record = file_.record(block.at, {CdfKind::values, CdfKind::packed_values});
    if (record.kind() == CdfKind::values) {
      constexpr std::uint64_t kData = 12;
      std::memcpy(into.data(), record.bytes(kData, into.size()).data(), into.size());
      return;
    }
    if (!variable_.is_packed) fail("broken: a packed block, but it is said not to be packed");
    std::uint64_t size = 0;
    if (__builtin_mul_overflow(block.last - block.first + 1, variable_.record_bytes, &size))
      fail(fmt::format("broken: a block of records {} to {}", block.first, block.last));
    constexpr std::uint64_t kSize = 16, kData = 24;
    const std::string where = fmt::format("{}: {}: records {} to {}", file_.name(), variable_.where,
                                          block.first, block.last);
    unpack_cdf_block(record.bytes(kData, record.u64(kSize)), into, size, where);
  }

  void fill_missing(std::byte* values, std::uint64_t begin, std::uint64_t end) const {
    std::byte* to = place(values, begin);
    const std::byte* const stop = place(values, end);
    const bool repeats = variable_.repeats_records && begin > 0;
    const std::size_t size = repeats ? variable_.record_bytes : variable_.pad.size();
    const void* from = repeats ? static_cast<const void*>(to - size) : variable_.pad.data();
    for (; to != stop; to += size) std::memcpy(to, from, size);
  }

  CdfFile& file_;
  const CdfVariable& variable_;
  std::vector<Block> blocks_;
};

/// Each record with the last dimension running fastest.
Blob in_row_order(const Blob& values, const CdfVariable& variable) {
  std::byte* fill = nullptr;
  Blob ordered = Blob::allocate(values.size(), fill);
  const std::size_t size = variable.record_bytes;
  ItemFormat as_stored = variable.format;
  as_stored.big_endian = false;
  for (std::size_t at = 0; at < values.size(); at += size) {
    const NdArray record(as_stored, variable.sizes, values.slice(at, size), true);
    std::memcpy(fill + at, record.data().data(), size);
  }
  return ordered;
}

}  // namespace

NdArray read_cdf_values(CdfFile& file, const CdfVariable& variable) {
  Blob values = Reader(file, variable).read();
  if (!file.is_row_major() && variable.sizes.size() > 1) values = in_row_order(values, variable);
  std::vector<Index> shape{static_cast<Index>(variable.records)};
  shape.insert(shape.end(), variable.sizes.begin(), variable.sizes.end());
  return {variable.format, std::move(shape), std::move(values)};
}

}  // namespace posegrad::pose::formats
