#include "pose/wild/ground/rooted_motion.h"

#include <cmath>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

bool finite(Vec3 at) { return std::isfinite(at.x + at.y + at.z); }

/// Frames that are not known are put on the line between those that are; at the ends, on the
/// nearest one.
void fill_gaps(std::vector<Vec3>& path, const std::vector<bool>& known) {
  const std::size_t none = path.size();
  std::size_t before = none;
  for (std::size_t t = 0; t < path.size(); ++t) {
    if (!known[t]) continue;
    for (std::size_t gap = before == none ? 0 : before + 1; gap < t; ++gap) {
      const double part =
          before == none ? 1 : static_cast<double>(gap - before) / static_cast<double>(t - before);
      path[gap] = before == none ? path[t] : path[before] + part * (path[t] - path[before]);
    }
    before = t;
  }
  for (std::size_t t = before == none ? 0 : before + 1; t < path.size(); ++t)
    path[t] = before == none ? Vec3{0, 0, 1} : path[before];
}

}  // namespace

RootedMotion rooted_motion(const Tensor& poses, double fps) {
  constexpr std::size_t J = RootedMotion::kJoints;
  if (!poses.defined() || poses.rank() != 3 || poses.dim(1) != Index{J} || poses.dim(2) != 3)
    throw ShapeError(fmt::format("rooted_motion: 'poses' has shape {}; expected (T, 17, 3)",
                                 poses.shape().to_string()));
  if (!(fps > 0) || !std::isfinite(fps))
    throw ValueError(
        fmt::format("rooted_motion: {} frames per second; expected a positive number", fps));
  const auto numbers = poses.cpu_view<float>();
  RootedMotion motion;
  motion.fps = fps;
  for (std::size_t i = 0; i < numbers.size(); i += J * 3) {
    const Vec3 root{numbers[i], numbers[i + 1], numbers[i + 2]};
    motion.root.push_back(root);
    motion.known.push_back(finite(root));
    for (std::size_t k = i; k < i + J * 3; k += 3)
      motion.joints.push_back(Vec3{numbers[k], numbers[k + 1], numbers[k + 2]} - root);
  }
  fill_gaps(motion.root, motion.known);
  return motion;
}

std::size_t frames_in(double seconds, double fps) {
  return static_cast<std::size_t>(std::max(1.0, std::round(seconds * fps)));
}

}  // namespace posegrad::pose
