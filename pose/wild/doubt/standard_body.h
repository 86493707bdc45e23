#pragma once
#include <optional>
#include <span>
#include <vector>

#include "pose/geometry/vec3.h"

namespace posegrad::pose {

/// Numbers of a pose that do not know whose it is and where the person looks.
constexpr std::size_t kBodyNumbers = 48;

/// Lengths of the bones from joints 1 to 16 of h36m_17 to their parents. pose: 17 x 3.
std::vector<double> bone_lengths_of(const float* pose);

/// Joints 1 to 16 relative to the hip, x, y, z each, after every bone got its length of `lengths`:
///   q_j = q_parent + length_j unit(p_j - p_parent)
/// in axes of the body: z along `up`, x the horizontal part of left - right of hips and shoulders.
/// pose: 17 x 3; up: a unit vector. Nothing for a bone without length.
std::optional<std::vector<double>> body_numbers(const float* pose, Vec3 up,
                                                std::span<const double> lengths);

/// Those of the mirror image.
std::vector<double> mirrored_numbers(std::span<const double> numbers);

}  // namespace posegrad::pose
