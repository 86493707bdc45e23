#pragma once
#include <string>
#include <string_view>

#include "pose/formats/blob.h"
#include "pose/formats/ndarray.h"

namespace posegrad::pose::formats {

/// All values of a variable of numbers: (records, dims...); one record where the file says that
/// records do not vary. Dimensions that do not vary are left out. The numbers keep the file's type;
/// records that were never written hold the variable's pad value (zero where none is given), or
/// what the record before them holds where the file says so. `name` is what errors call the file.
/// Reads version 3 in one file: plain or packed by gzip, as a whole or by variable; a checksum is
/// verified. Throws DataError "NAME: ...": version 2, several files, VAX's floats, another
/// compression, texts, no such variable (listing those that there are); cut or broken; more values
/// than a file of its size can hold.  Source: NASA, CDF Internal Format Description 3.x.
NdArray read_cdf_variable(const Blob& file, const std::string& name, std::string_view variable);

}  // namespace posegrad::pose::formats
