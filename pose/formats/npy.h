#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "pose/formats/byte_source.h"
#include "pose/formats/pickle_value.h"
#include "tensor/dtype.h"

namespace posegrad::pose::formats {

/// Whether bytes begin as an npy file does.
bool is_npy(std::string_view begin) noexcept;

/// Reads NumPy's array format, versions 1 to 3, to its end. Arrays of objects are read as data (see
/// read_pickle). Sizes are checked against what the source has before anything is allocated. Throws
/// DataError naming the source: another magic or version, a header that is not the dict that NumPy
/// writes, records and dates, too few bytes or too many.  Source: NumPy's documentation of
/// numpy.lib.format.
Value read_npy(ByteSource& source);
Value load_npy(const std::string& path);

/// The file's bytes: version 1, C order, padded to 64. Arrays of objects are pickled by protocol 3.
Blob npy_bytes(const NdArray& array);
/// Writes it whole or not at all. Nothing is appended to the name.
void save_npy(const std::string& path, const NdArray& array);

struct NpyHeader {
  std::string descr;
  bool fortran_order = false;
  std::vector<Index> shape;
};

/// Reads the dict literal of an npy header, with exactly the keys descr, fortran_order and shape in
/// any order. Nothing is evaluated: only the literals that NumPy writes are known. Throws DataError
/// without the file's name.
NpyHeader parse_npy_header(std::string_view text);

/// The text without its padding.
std::string npy_header_text(const NpyHeader& header);

}  // namespace posegrad::pose::formats
