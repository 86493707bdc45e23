#pragma once
#include <string>

#include "pose/data/pose_set.h"
#include "pose/formats/blob.h"
#include "pose/formats/field.h"
#include "pose/geometry/skeleton_tables.h"

namespace posegrad::pose::raw {

/// Throws DataError "NAME: frame 5, POINT 3: ..." for a number of points (T, N, 2 or 3) that is not
/// finite.
void require_finite(const Tensor& points, const std::string& name, std::string_view point);

/// An array (T, joints, 2 or 3) as pixels (T, joints, 2). Throws DataError for another shape, no
/// frames, a number that is not finite.
Tensor pixels_of(const formats::Field& field, Index joints);

/// A set of one detector's npz files, a file a video, whose name says what they hold:
///   detectron...   boxes and keypoints of infer_video.py: of each frame the person of the best
///                  box, rows 4 and 5 (soft-argmax) where there are such, else 0 and 1; a frame
///                  without anybody repeats the one before
///   cpn...         keypoints (T, K, 2 or 3)
/// and which joints: mpii, coco, h36m, humaneva15 or humaneva20, as in "detectron_pt_coco".
struct DetectorSet {
  bool is_detectron;
  const KeypointLayout& layout;

  /// Throws ValueError for a name without detector or joints.
  explicit DetectorSet(const std::string& name);
  /// (T, K, 2) pixels. Throws DataError "NAME: ...": broken, other joints, nobody in the first
  /// frame, a number that is not finite.
  Tensor read(const formats::Blob& bytes, const std::string& name) const;
};

}  // namespace posegrad::pose::raw
