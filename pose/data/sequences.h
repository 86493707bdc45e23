#pragma once
#include <string>
#include <vector>

#include "tensor/tensor.h"

namespace posegrad::pose {

/// One camera's view of one recording, ready for the model. All f32.
struct Sequence {
  std::string subject, action;
  Index camera_number = 0;
  Tensor keypoints;  // (T, K, 2 or 3): normalised screen coordinates, then a score
  Tensor positions;  // (T, J, 3): camera space, metres; root: trajectory, other joints: relative to
                     // the root. Or empty
  Tensor intrinsics;  // (9): f, c, k, p in normalised units. Or empty

  Index frames() const { return keypoints.dim(0); }
};

/// Joints that mirroring swaps: left[i] with right[i].
struct MirrorPairs {
  std::vector<Index> left, right;

  /// For each of `joints` joints the one whose numbers it takes. Throws DataError for a joint
  /// outside [0, joints) or lists of different lengths.
  std::vector<Index> permutation(Index joints) const;
};

struct Mirroring {
  MirrorPairs keypoints, joints;
};

Index total_frames(const std::vector<Sequence>& sequences);

/// Copies frames [begin, end) of a sequence's (T, J, D) poses to out (end - begin, J, D). Frames
/// outside the sequence repeat its first or last one. With `swap` (MirrorPairs::permutation) the
/// copy is mirrored: x -> -x, left <-> right.
void copy_frames(const Tensor& poses, Index begin, Index end, const std::vector<Index>* swap,
                 float* out);

/// The intrinsics (9) of a camera that sees the mirrored scene: centre x and p1 change sign.
void copy_intrinsics(const Tensor& intrinsics, bool mirrored, float* out);

/// Sets the first joint of (N, L, J, 3) to the origin: where the root of a root-relative pose is.
void root_to_origin(const Tensor& positions);

}  // namespace posegrad::pose
