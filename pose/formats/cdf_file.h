#pragma once
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/blob.h"

namespace posegrad::pose::formats {

// What a CDF file consists of: records that name each other by their place in the file.

class CdfFile;

enum class CdfKind : std::int32_t {
  header = 1,         // CDR
  global = 2,         // GDR
  r_variable = 3,     // rVDR
  index = 6,          // VXR
  values = 7,         // VVR
  z_variable = 8,     // zVDR
  packed_file = 10,   // CCR
  compression = 11,   // CPR
  packed_values = 13  // CVVR
};

/// One record of a file that outlives it. Fields by their byte in the record, big endian; each
/// throws DataError when the record is too short for it.
class CdfRecord {
 public:
  CdfRecord(const CdfFile& file, std::string_view bytes) : file_(&file), bytes_(bytes) {}

  std::int32_t i32(std::uint64_t at) const;
  std::uint64_t u64(std::uint64_t at) const;
  std::string_view bytes(std::uint64_t at, std::uint64_t size) const;
  CdfKind kind() const { return static_cast<CdfKind>(i32(8)); }

 private:
  const CdfFile* file_;
  std::string_view bytes_;
};

/// A CDF of version 3 in one file, unpacked if it was packed as a whole.
class CdfFile {
 public:
  /// `name` is what errors call it. Throws DataError for what read_cdf_variable() refuses of a
  /// file, and for a checksum that does not fit.
  CdfFile(Blob file, std::string name);

  /// The record at a place. Throws DataError when it is not inside of the file or none of `kinds`;
  /// also when all records read so far are larger than the file, which ends every circle.
  CdfRecord record(std::uint64_t at, std::initializer_list<CdfKind> kinds);
  CdfKind kind_at(std::uint64_t at) const;
  /// Throws DataError unless the record of a compression's parameters says gzip.
  void require_gzip(std::uint64_t compression, std::string_view where);

  const std::string& name() const { return name_; }
  /// Bytes that a file of this size may be made to hold.
  std::uint64_t most_bytes() const { return most_bytes_; }
  std::size_t stored_bytes() const { return stored_.size(); }
  bool is_big_endian() const { return is_big_endian_; }
  bool has_vax_floats() const { return has_vax_floats_; }
  bool is_row_major() const { return is_row_major_; }
  std::uint64_t first_r_variable() const { return first_r_variable_; }
  std::uint64_t first_z_variable() const { return first_z_variable_; }
  std::span<const std::int32_t> r_sizes() const { return r_sizes_; }

  /// Throws DataError "NAME: what".
  [[noreturn]] void fail(std::string_view what) const;

 private:
  void check_magic() const;
  void unpack();
  void read_encoding(std::int32_t encoding);
  void read_global(std::uint64_t at);
  void check_md5() const;
  std::string_view record_bytes(std::uint64_t at) const;

  Blob stored_, bytes_;
  std::string name_;
  std::uint64_t most_bytes_ = 0, unread_ = 0;
  bool is_big_endian_ = false, has_vax_floats_ = false, is_row_major_ = false;
  std::uint64_t first_r_variable_ = 0, first_z_variable_ = 0;
  std::vector<std::int32_t> r_sizes_;
};

/// Dimensions that a variable may have.
inline constexpr std::int32_t kMostCdfDimensions = 10;

/// Whether a place means that there is none.
inline bool is_no_cdf_place(std::uint64_t at) { return at == 0 || at == ~std::uint64_t{0}; }

/// Unpacks one gzip member that holds exactly `size` bytes; keeps the first of them, as many as
/// `into` has. Throws DataError "WHERE: ..." when it is broken, cut or holds another number.
void unpack_cdf_block(std::string_view packed, std::span<std::byte> into, std::uint64_t size,
                      const std::string& where);

}  // namespace posegrad::pose::formats
