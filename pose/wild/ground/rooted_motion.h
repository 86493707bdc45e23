#pragma once
#include <array>
#include <vector>

#include "pose/geometry/vec3.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Sides of a body, in the order of results: left, right.
enum BodySide : std::size_t { kLeftSide = 0, kRightSide = 1 };
constexpr std::array<BodySide, 2> kBodySides{kLeftSide, kRightSide};

/// A motion of Human3.6M's 17 joints as its root's path and every joint seen from the root. Camera
/// axes, metres.
struct RootedMotion {
  static constexpr std::size_t kJoints = 17;
  static constexpr std::array<std::size_t, 2> kAnkles{6, 3};  // left, right

  double fps = 0;
  std::vector<Vec3> root;    // T; where it is not known, between its neighbours
  std::vector<bool> known;   // T: that the root is
  std::vector<Vec3> joints;  // T x 17, from the root; NaN: not known

  std::size_t frames() const { return root.size(); }
  Vec3 joint(std::size_t frame, std::size_t joint) const { return joints[frame * kJoints + joint]; }
  Vec3 ankle(std::size_t frame, BodySide side) const { return joint(frame, kAnkles[side]); }
};

/// poses (T, 17, 3) f32: camera space, metres. Throws ShapeError; ValueError for a rate that is not
/// positive.
RootedMotion rooted_motion(const Tensor& poses, double fps);

/// A length of time in frames, at least 1.
std::size_t frames_in(double seconds, double fps);

}  // namespace posegrad::pose
