#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/cdf_file.h"
#include "pose/formats/ndarray.h"

namespace posegrad::pose::formats {

/// A variable of numbers as its file describes it.
struct CdfVariable {
  std::string where;  // what errors call it: "variable 'Pose'"
  ItemFormat format;
  std::vector<Index> sizes;  // of the dimensions that vary
  std::uint64_t records = 0, record_bytes = 0;
  bool is_packed = false;
  bool repeats_records = false;  // one that is missing is the one before
  std::string pad;               // an item in the file's byte order
  std::uint64_t first_index = 0;
};

/// Throws DataError as read_cdf_variable() does.
CdfVariable find_cdf_variable(CdfFile& file, std::string_view name);

/// (records, sizes...), little endian and in C order. Throws DataError as read_cdf_variable() does.
NdArray read_cdf_values(CdfFile& file, const CdfVariable& variable);

}  // namespace posegrad::pose::formats
