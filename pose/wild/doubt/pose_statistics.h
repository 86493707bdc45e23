#pragma once
#include <array>
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/geometry/vec3.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// How the poses that a model was trained with are spread: mean and covariance of the joints of
/// h36m_17 relative to the hip, of bodies whose bones all have the same lengths and whose left side
/// points along x, z up (48 numbers, metres). What a person's size, proportions, place and heading
/// are does not matter.
class PoseStatistics {
 public:
  static constexpr Index kNumbers = 48;

  /// bone_lengths: of the joints 1 to 16 from their parents, metres, above 0. covariance: row by
  /// row, positive definite; the lower triangle counts. limit: the distance that 99 % of poses that
  /// are not in the statistic keep, above 0. Throws ValueError in words that fit behind a file's
  /// name.
  PoseStatistics(std::vector<double> bone_lengths, std::vector<double> mean,
                 std::vector<double> covariance, double limit);

  const std::vector<double>& bone_lengths() const noexcept { return bone_lengths_; }
  const std::vector<double>& mean() const noexcept { return mean_; }
  const std::vector<double>& covariance() const noexcept { return covariance_; }
  double limit() const noexcept { return limit_; }

  /// sqrt((x - mean)^T covariance^-1 (x - mean)) / limit of every pose: 1 is as far as 1 % of the
  /// training's own poses. poses (T, 17, 3) f32, metres, `up` of any length: against gravity in
  /// their axes. NaN for a pose with a bone without length. Throws ShapeError; ValueError unless
  /// `up` has a length.
  std::vector<float> distances(const Tensor& poses, Vec3 up) const;

 private:
  std::vector<double> bone_lengths_, mean_, covariance_, factor_;  // factor: L of L L^T
  double limit_;
};

/// How the poses of a data set are spread. Joints (T, 17 or more, 3), the first ones h36m_17, z up.
/// As training draws them, a subject counts by the root of its frames, and every pose by its mirror
/// image too. The limit is found by five-fold cross-validation over the subjects (recordings, where
/// there is one subject). Throws DataError, in words that fit behind a file's name, for other than
/// 17 or 22 joints, and for poses of fewer than two subjects or recordings.
PoseStatistics learn_pose_statistics(const Positions3d& positions);

/// npz: bone_lengths (16,), mean (16, 3), covariance (48, 48), limit, joint_names (17,); float64.
/// Throws IoError "cannot open FILE: ...", DataError naming file, member and what is wrong.
PoseStatistics read_pose_statistics(const std::string& path);
/// Whole or not at all.
void write_pose_statistics(const std::string& path, const PoseStatistics& statistics);

/// Where the statistics of a model's training poses are looked for: beside its checkpoint,
/// "models/walk.bin" -> "models/walk.statistics.npz".
std::string statistics_path(const std::string& checkpoint);

}  // namespace posegrad::pose
