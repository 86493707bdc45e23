#pragma once
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "pose/geometry/skeleton.h"
#include "pose/geometry/vec3.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Points of a body that joints of skeletons stand for.
enum class BodyPoint : unsigned char {
  pelvis,
  spine,
  thorax,
  face,  // Human3.6M's "Neck/Nose"
  head,
  left_shoulder,
  left_elbow,
  left_wrist,
  right_shoulder,
  right_elbow,
  right_wrist,
  left_hip,
  left_knee,
  left_ankle,
  right_hip,
  right_knee,
  right_ankle,
};
constexpr std::size_t kBodyPoints = 17;
constexpr std::size_t index_of(BodyPoint point) { return static_cast<std::size_t>(point); }

/// Which joint of a skeleton each point is; nothing: it has none of the kind.
using BodyJoints = std::array<std::optional<std::size_t>, kBodyPoints>;

/// Found by the joints' names, as h36m_17 and humaneva_15 have them; spine and face may be missing.
/// Throws DataError "USER: ..." that names what is.
BodyJoints body_joints(const Skeleton& skeleton, std::string_view user);

/// What poses say of the points in a frame, stage axes, metres.
struct BodyFrame {
  std::array<Vec3, kBodyPoints> at = {};
  std::array<double, kBodyPoints> trust = {};  // 0: the skeleton has no such point

  Vec3 operator[](BodyPoint point) const { return at[index_of(point)]; }
  bool saw(BodyPoint point) const { return trust[index_of(point)] > kFilled; }

  /// Trust in a point that was not seen; `at` is then between its neighbours.
  static constexpr double kFilled = 0.05;
};

/// The points of poses (T, J, 3) f32, world space. confidence (T, J) f32 or undefined: 1. A joint
/// that is not finite has kFilled and its place, as
/// seen from the pelvis, on the line between those of the frames that saw it.
/// Throws DataError "USER: ..." where a joint is never seen.
std::vector<BodyFrame> body_frames(const Tensor& poses, const BodyJoints& joints,
                                   const Tensor& confidence, std::string_view user);

}  // namespace posegrad::pose
