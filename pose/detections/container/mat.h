#pragma once
#include <string>

#include "pose/detections/container/budget.h"
#include "pose/formats/blob.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// The variables of a MATLAB file by name, by libmatio, which a build may lack. Arrays of numbers
/// have MATLAB's axes and classes (logical ones bool); cells become the list of their items, the
/// first index running fastest; texts a str, of several rows a list of them; a structure a dict of
/// its fields, several ones a list. Left out: complex and sparse arrays, objects, functions. Files
/// of version 7.3 are HDF5 and give what read_hdf5_file() makes of them: without cells.
/// Throws IoError when the file cannot be read; DataError "NAME: ...": broken or cut, larger than
/// the budget allows.  Source: MathWorks, MAT-File Level 5 File Format.
formats::Value read_mat_file(const std::string& path, const std::string& name, Budget& budget);
formats::Value read_mat_bytes(const formats::Blob& bytes, const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections
