#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "tensor/index.h"

namespace posegrad::pose::formats {

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
