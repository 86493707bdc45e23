#include <fmt/format.h>

#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/mat.h"

namespace posegrad::pose::detections {

formats::Value read_mat_file(const std::string&, const std::string& name, Budget&) {
  throw ForeignFile(fmt::format("{}: a MATLAB file; this build has no libmatio", name));
}

formats::Value read_mat_bytes(const formats::Blob&, const std::string& name, Budget& budget) {
  return read_mat_file({}, name, budget);
}

}  // namespace posegrad::pose::detections
