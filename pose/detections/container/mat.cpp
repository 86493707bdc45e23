#include "pose/detections/container/mat.h"

#include "pose/detections/container/foreign_kind.h"
#include "pose/detections/container/hdf5_tree.h"
#include "pose/detections/container/isolated.h"
#include "pose/detections/container/mat_variables.h"

namespace posegrad::pose::detections {

using formats::Value;

Value read_mat_file(const std::string& path, const std::string& name, Budget& budget) {
  if (is_hdf5(begin_of(path))) return read_hdf5_file(path, name, budget);
  const formats::Blob bytes = formats::read_file(path, budget.limits().bytes);
  budget.take_bytes(bytes.size(), name);
  return read_mat_bytes(bytes, name, budget);
}

Value read_mat_bytes(const formats::Blob& bytes, const std::string& name, Budget& budget) {
  if (is_hdf5(bytes.view())) return read_hdf5_bytes(bytes, name, budget);
  return read_isolated(name, "libmatio", budget, [&](Budget& own) {
    return read_mat_variables(plain_mat(bytes, name, own), name, own);
  });
}

}  // namespace posegrad::pose::detections
