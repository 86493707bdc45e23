#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "pose/geometry/skeleton_tables.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

// What the npz files hold, in the order of the file: nothing is sorted, because batch order depends
// on it.

/// 3D poses of one recording. poses (T, J, 3) f32: world space, metres.
struct Recording3d {
  std::string action;
  Tensor poses;
};

struct Subject3d {
  std::string name;
  std::vector<Recording3d> recordings;
};

using Positions3d = std::vector<Subject3d>;

/// 2D keypoints of one recording, one tensor a camera. (T, K, 2 or 3) f32: x, y in pixels, then a
/// score.
struct Recording2d {
  std::string action;
  std::vector<Tensor> cameras;
};

struct Subject2d {
  std::string name;
  std::vector<Recording2d> recordings;
};

struct VideoSize {
  Index width = 0;  // pixels
  Index height = 0;
};

struct KeypointMetadata {
  std::optional<std::string> layout_name;  // absent in older files
  Index num_joints = 0;
  std::vector<Index> left, right;                         // joints that mirroring swaps, pairwise
  std::vector<std::pair<std::string, VideoSize>> videos;  // custom sets only
};

/// `is_named`: some of the reference's files lack the name of the layout.
inline KeypointMetadata metadata_of(const KeypointLayout& layout, bool is_named = true) {
  return {is_named ? std::optional(layout.name) : std::nullopt,
          layout.num_joints(),
          layout.left,
          layout.right,
          {}};
}

struct Keypoints2d {
  std::vector<Subject2d> subjects;
  KeypointMetadata metadata;
};

}  // namespace posegrad::pose
