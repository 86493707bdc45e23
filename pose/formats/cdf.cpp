#include "pose/formats/cdf.h"

#include "pose/formats/cdf_values.h"

namespace posegrad::pose::formats {

NdArray read_cdf_variable(const Blob& file, const std::string& name, std::string_view variable) {
  CdfFile cdf(file, name);
  const CdfVariable found = find_cdf_variable(cdf, variable);
  return read_cdf_values(cdf, found);
}

}  // namespace posegrad::pose::formats
