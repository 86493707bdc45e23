#include "pose/data/views/body.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace posegrad::pose::views {
namespace {

// A unit vector even where all points coincide.
Vec3 safe_unit(Vec3 v, Vec3 otherwise) {
  const double n = length(v);
  return n > 1e-9 ? (1 / n) * v : otherwise;
}

Axes axes_of(Vec3 across, Vec3 along) {
  const Vec3 x = safe_unit(across, {1, 0, 0});
  const Vec3 z = safe_unit(along - dot(along, x) * x, {0, 0, 1});
  return {x, cross(z, x), z};
}

}  // namespace

Axes pelvis_axes(const Body& b) { return axes_of(b[left_hip] - b[right_hip], b[thorax] - b[hip]); }
Axes chest_axes(const Body& b) {
  return axes_of(b[left_shoulder] - b[right_shoulder], b[thorax] - b[hip]);
}

Body mirrored(const Body& body) {
  constexpr std::array<std::pair<Point, Point>, 8> kPairs{{{right_hip, left_hip},
                                                           {right_knee, left_knee},
                                                           {right_ankle, left_ankle},
                                                           {right_shoulder, left_shoulder},
                                                           {right_elbow, left_elbow},
                                                           {right_wrist, left_wrist},
                                                           {right_eye, left_eye},
                                                           {right_ear, left_ear}}};
  Body result = body;
  for (const auto& [right, left] : kPairs) std::swap(result[right], result[left]);
  for (Vec3& p : result) p.x = -p.x;
  return result;
}

Body body_at(const Tensor& poses, double frame) {
  const double last = static_cast<double>(poses.dim(0) - 1);
  const double at = std::clamp(frame, 0.0, last);
  const auto before = static_cast<Index>(at);
  const Index after = std::min(before + 1, poses.dim(0) - 1);
  const double share = at - static_cast<double>(before);
  const float* const numbers = poses.cpu_view<float>().data();
  const float *a = numbers + before * kBodyPoints * 3, *b = numbers + after * kBodyPoints * 3;
  Body body;
  for (Vec3& p : body) {
    p = {a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]), a[2] + share * (b[2] - a[2])};
    a += 3;
    b += 3;
  }
  return body;
}

}  // namespace posegrad::pose::views
