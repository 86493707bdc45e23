#pragma once
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

}  // namespace posegrad::pose::mocap
