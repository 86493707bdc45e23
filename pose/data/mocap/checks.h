#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/data/mocap/clip.h"

namespace posegrad::pose::mocap {

/// The number that a fraction of the values lies below, linear between neighbours (NumPy's default
/// percentile). Values must not be empty nor NaN.
double quantile(std::vector<double> values, double fraction);
inline double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

/// Distance of two points in every frame.
std::vector<double> lengths(const Motion& motion, Point from, Point to);

/// From the hips' middle to the shoulders' middle, in every frame.
std::vector<double> torso_lengths(const Motion& motion);

/// Median thigh and shin, mean of both sides.
double leg_length(const Motion& motion);

/// Why a clip is no motion of a body.
struct Fault {
  std::string kind;    // for counting: "bone lengths change by more than 10 %"
  std::string detail;  // "left thigh: 0.35 m in frame 12, 0.42 m otherwise"
};

/// The first of: fewer than two frames, a number that is not finite, a bone without length, a limb
/// or hip width that differs by more than 10 % from its median, legs that are no person's (0.3 to
/// 1.5 m). Nothing for a sound clip.
std::optional<Fault> fault_of(const Motion& motion);

/// Frames at the start in which the person stands as a T: arms to the sides within 15 degrees of
/// the horizontal, legs straight, not moving by more than 5 cm. Studios begin with that pose, and
/// so do files that bear their rest pose as a first frame.
std::size_t t_pose_frames(const Motion& motion);

}  // namespace posegrad::pose::mocap
