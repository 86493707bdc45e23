#include "pose/detections/records/arrays/raw_points.h"

#include <limits>

namespace posegrad::pose::detections::arrays {

std::vector<RawPoint> raw_points(const NumberBlock& joints) {
  constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
  const Index numbers = joints.dim(1);
  std::vector<RawPoint> points;
  points.reserve(static_cast<std::size_t>(joints.dim(0)));
  for (Index j = 0; j < joints.dim(0); ++j) {
    const double score = numbers == 2 ? kNaN : joints.at({j, numbers == 3 ? 2 : 3});
    points.push_back({joints.at({j, 0}), joints.at({j, 1}), score});
  }
  return points;
}

}  // namespace posegrad::pose::detections::arrays
