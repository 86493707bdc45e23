#include <fmt/format.h>

#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/hdf5_tree.h"

namespace posegrad::pose::detections {

formats::Value read_hdf5_file(const std::string&, const std::string& name, Budget&) {
  throw ForeignFile(fmt::format(
      "{}: an HDF5 file, but this build has no libhdf5; save it as npz, CSV or JSON", name));
}

formats::Value read_hdf5_bytes(const formats::Blob&, const std::string& name, Budget& budget) {
  return read_hdf5_file({}, name, budget);
}

}  // namespace posegrad::pose::detections
