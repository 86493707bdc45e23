#pragma once
#include <span>
#include <vector>

#include "pose/body/block_tridiagonal.h"
#include "pose/body/body_freedoms.h"
#include "pose/body/body_markers.h"
#include "pose/body/body_size.h"

namespace posegrad::pose {

/// What a body that follows points should keep to, as a sum of squares over all frames together:
///   markers    trust |x_marker - p|^2 / sigma^2, with Cauchy's weight against outliers
///   rest       |R - R_rest|^2 / (2 usual^2): what points leave open is as usual
///   limits     (angle - most)^2 / sigma^2 beyond a part's range
///   calm       |R_t - R_{t+1}|^2 / (2 (w dt)^2) of neighbouring frames: no part flips
/// R are rotation matrices of parts against their parents, |.| Frobenius' norm: unlike angles it has
/// no jump at half a turn, and |R - S|^2 / 2 = angle^2 for small ones.
class BodyEquations {
 public:
  /// body: has to outlive this.
  BodyEquations(const SizedBody& body, double fps);
  BodyEquations(SizedBody&&, double) = delete;

  /// The sum of squares.
  double cost(std::span<const BodyFrame> frames, std::span<const BodyPose> poses,
              const BodyPose* before) const;
  /// J^T J and -J^T r of it at these poses, for unknowns d of every frame: the hips move by
  /// d[0..2], a part turns by R <- R exp(d). before: a pose that is not to change, of the frame
  /// before the first; or null.
  void assemble(std::span<const BodyFrame> frames, std::span<const BodyPose> poses,
                const BodyPose* before, BlockTridiagonal& into) const;

 private:
  void add_markers(const BodyFrame& frame, const BodyPose& pose, std::span<double> matrix,
                   std::span<double> right) const;

  const SizedBody& body_;
  double usual_change_;  // radians from a frame to the next
};

/// The pose, changed by unknowns of one frame.
BodyPose changed(const BodyPose& pose, std::span<const double> unknowns);

}  // namespace posegrad::pose
