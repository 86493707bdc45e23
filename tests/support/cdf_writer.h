#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::test {

/// How a CDF file of version 3 with one variable "Pose" is written.
struct CdfOptions {
  int type = 44;  // FLOAT; 21 REAL4, 22 REAL8, 45 DOUBLE, 1 2 4 8 INT, 11 12 14 UINT, 41 BYTE
  bool big_endian = false;
  bool column_major = false;
  bool r_variable = false;      // else a z variable
  Index records_per_block = 0;  // 0: all
  Index blocks_per_index = 7;   // if there are more: several indices
  bool tree = false;            // several indices below one, else in a chain
  bool records_vary = true;
  int sparse = 0;                // 1: missing records are the pad value, 2: the record before
  std::vector<Index> missing{};  // records that are not written; a block each for all others then
  std::optional<float> pad{};
  bool gzip = false;
  bool plain_blocks = false;  // every second block stays unpacked
  bool pack_file = false;     // by gzip, as a whole
  bool md5 = false;
  int encoding = 0;     // 0: network or IBM PC's by `big_endian`
  int compression = 5;  // the number of gzip
};

/// The bytes of the file. `shape` (records, dims...), values in C order.
std::string cdf_file(std::span<const float> values, const std::vector<Index>& shape,
                     const CdfOptions& options = {});

// Where records begin in a file that is not packed as a whole.
inline constexpr std::size_t kCdfHeader = 8, kCdfGlobal = 320;
std::size_t cdf_variable_place(const std::vector<Index>& shape, const CdfOptions& options = {});

/// A big-endian number written over those at `at`.
std::string with_u32(std::string bytes, std::size_t at, std::uint32_t value);
std::string with_u64(std::string bytes, std::size_t at, std::uint64_t value);
/// The number there.
std::uint64_t u64_at(const std::string& bytes, std::size_t at);

}  // namespace posegrad::test
