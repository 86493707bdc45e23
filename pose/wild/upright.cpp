#include "pose/wild/upright.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/geometry/camera_tables.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

void check_poses(const char* op, const Tensor& poses) {
  if (!poses.defined() || poses.rank() != 3 || poses.dim(2) != 3)
    throw ShapeError(
        fmt::format("{}: 'poses' has shape {}; expected (T, J, 3)", op, poses.shape().to_string()));
}

}  // namespace

Quaternion usual_orientation() { return h36m_cameras("S1").front().known_place().orientation; }

Quaternion drawing_orientation(const Dataset& dataset, Index camera) {
  for (const Subject& subject : dataset.subjects) {
    if (std::ranges::none_of(subject.cameras, [](const Camera& c) { return c.place.has_value(); }))
      continue;
    if (camera < 0 || camera >= static_cast<Index>(subject.cameras.size()))
      throw ValueError(fmt::format("camera {}: subject {} has cameras 0 to {}", camera,
                                   subject.name, subject.cameras.size() - 1));
    const Camera& chosen = subject.cameras[static_cast<std::size_t>(camera)];
    if (chosen.place) return chosen.place->orientation;
  }
  return usual_orientation();
}

Tensor rotate_to_world(const Tensor& poses, const Quaternion& orientation) {
  check_poses("rotate_to_world", poses);
  return camera_to_world(poses, {.orientation = orientation, .translation = {}});
}

Tensor set_on_floor(const Tensor& poses) {
  check_poses("set_on_floor", poses);
  Tensor result = poses.clone();
  visit_float("set_on_floor", poses.dtype(), [&]<class T>() {
    const auto points = result.cpu_span<T>();
    T lowest = std::numeric_limits<T>::infinity();
    for (std::size_t z = 2; z < points.size(); z += 3)
      if (std::isfinite(points[z])) lowest = std::min(lowest, points[z]);
    if (!std::isfinite(lowest)) return;
    for (std::size_t z = 2; z < points.size(); z += 3) points[z] -= lowest;
  });
  return result;
}

}  // namespace posegrad::pose
