#pragma once
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "pose/detections/container/budget.h"
#include "pose/detections/container/hdf5_handle.h"
#include "pose/formats/ndarray.h"
#include "pose/formats/pickle_value.h"

namespace posegrad::pose::detections {

/// A dataset or an attribute: both have a type, a shape and items.
struct Hdf5Data {
  hid_t id;
  bool is_attribute;
  std::string where;        // for messages: "FILE: dataset 'a/b'"
  bool is_fortran = false;  // MATLAB's: the axes are in reversed order

  /// Reads all items as libhdf5's type `memory`. `transfer`: properties, for datasets only.
  void read(hid_t memory, hid_t transfer, void* into) const;
};

/// A column of a compound type: names down to it, from the outermost; none: the whole type.
using Hdf5Column = std::vector<std::string>;

/// The type in memory of one column: only what is asked for is read.
Hdf5Handle hdf5_column_type(const Hdf5Column& column, hid_t leaf, const std::string& where);

/// What it holds (see hdf5_tree.h); nothing for references and times. Throws DataError "WHERE:
/// ...".
std::optional<formats::Value> read_hdf5_data(const Hdf5Data& data, Budget& budget);

/// How numbers of a file are asked for: libhdf5 converts them to `memory`, which is little endian.
struct Hdf5Number {
  Hdf5Handle memory;
  formats::ItemFormat format;
};

/// For integers, bit fields, enumerations and floats; nothing for other classes.
std::optional<Hdf5Number> hdf5_number(hid_t type, const std::string& where);

/// Texts of fixed or of any length; `type`: of strings, or arrays of strings of fixed length.
/// `shape` with the arrays' axes. One text as str, several as an array of text.
formats::Value read_hdf5_texts(const Hdf5Data& data, const Hdf5Column& column, hid_t type,
                               hid_t space, std::vector<Index> shape, Budget& budget);

/// Items that are numbers of any count: a list of arrays, in the order of the file. Nothing for
/// other items.
std::optional<formats::Value> read_hdf5_ragged(const Hdf5Data& data, const Hdf5Column& column,
                                               hid_t type, hid_t space,
                                               const std::vector<Index>& shape, Budget& budget);

}  // namespace posegrad::pose::detections
