#pragma once
#include <string>
#include <string_view>

#include "pose/detections/container/budget.h"
#include "pose/formats/blob.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// What follows an object's name in the key of its attributes: "table@attributes" stands beside
/// "table", the file's own attributes are "@attributes" at the top.
inline constexpr std::string_view kAttributes = "@attributes";

/// An HDF5 file as a tree, by libhdf5, which a build may lack. Groups become dicts in natural order
/// of names; datasets of numbers arrays (bools and enumerations integers; a scalar one of rank 0);
/// texts a str, or an array of str; compound ones dicts of columns, nested ones too; ragged ones
/// lists of arrays; empty ones None; opaque ones bytes. An object's attributes are a dict of the
/// same under its name with kAttributes, behind all members; what PyTables pickled in them is
/// unpickled where it is plain data. Arrays of MATLAB have MATLAB's axes. Left out: references,
/// links to other files and by name, PyTables' indexes ("_i_...") and its bookkeeping.
/// Throws IoError when the file cannot be opened; DataError "NAME: ..." with the dataset: broken or
/// cut; larger than the budget allows; data in other files; a compression that libhdf5 lacks.
formats::Value read_hdf5_file(const std::string& path, const std::string& name, Budget& budget);
formats::Value read_hdf5_bytes(const formats::Blob& bytes, const std::string& name, Budget& budget);

}  // namespace posegrad::pose::detections
