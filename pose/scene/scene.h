#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "pose/body/joint_angles.h"
#include "pose/data/pose_set.h"
#include "pose/geometry/quaternion.h"
#include "pose/geometry/skeleton.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// 3D motion of one skeleton. positions (T, J, 3) f32: metres, world space, z up, floor at 0.
struct SceneMotion {
  std::string title;  // "Reconstruction", "Ground truth", the name of a checkpoint
  Skeleton skeleton;
  Tensor positions;
  /// (T,) f32: distance to the first motion's joints, mean over joints, millimetres; undefined
  /// where there is nothing to compare with.
  Tensor error_mm;
  /// (T, 2) i64: 1 where the left, the right foot stands, else 0; undefined where nobody looked.
  Tensor foot_contacts = {};
  /// Joint angles of every frame, of the body that was fitted to the positions.
  std::optional<AngleTable> angles = {};
  /// The same body's motion as the text of a BVH file, which pages offer; empty: none.
  std::string bvh = {};
};

/// How the camera stood that saw the motions.
struct SceneCamera {
  Vec3 up;                 // against gravity, length 1; camera axes: x right, y down, z forward
  Quaternion orientation;  // turns camera space to the motions' world space
  std::optional<Vec3> position;  // metres, world space; none where motions have no path
};

/// The 2D keypoints that the motion was made from. positions (T, K, 2) f32, pixels; NaN: not seen.
struct SceneKeypoints {
  KeypointLayout layout;  // its bones are drawn; none where no skeleton fits
  Tensor positions;
  VideoSize size;
};

/// A yes, a count or a number of every frame, which data files carry under this name.
struct FrameSeries {
  std::string name;
  std::variant<std::vector<bool>, std::vector<Index>, std::vector<float>> values;  // NaN: not known

  std::size_t size() const {
    return std::visit([](const auto& items) { return items.size(); }, values);
  }
};

/// One person's motion with everything that a picture, a player or a file of it needs. All parts
/// have the same number of frames T.
struct Scene {
  std::string title;                 // of the video or the action
  double fps = 0;                    // frames per second of the motion
  std::vector<Index> frame_numbers;  // T: in the video, from 0
  std::optional<SceneKeypoints> keypoints;
  std::vector<SceneMotion> motions;  // the reconstruction first
  std::optional<SceneCamera> camera;
  std::vector<FrameSeries> series;
  double azimuth = 70;  // degrees: from where a drawing looks, about z from the x axis

  Index num_frames() const { return static_cast<Index>(frame_numbers.size()); }
};

/// That a scene can be shown: a motion, fps > 0, and in every part the frames of frame_numbers and
/// the joints of its skeleton or layout, all f32; angles as check_angles wants them. Throws ValueError, ShapeError or DTypeError
/// beginning with `user`, who asks.
void check_scene(const Scene& scene, std::string_view user);

}  // namespace posegrad::pose
