#include "pose/formats/cdf.h"

#include "pose/formats/cdf_values.h"
#include "pose/formats/reading_limit.h"

namespace posegrad::pose::formats {

NdArray read_cdf_variable(const Blob& file, const std::string& name, std::string_view variable) {
  return within_reading_limit(name, [&] {
    ReadingLimit::came(file.size());
    CdfFile cdf(file, name);
    const CdfVariable found = find_cdf_variable(cdf, variable);
    return read_cdf_values(cdf, found);
  });
}

}  // namespace posegrad::pose::formats
