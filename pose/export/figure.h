#pragma once
#include <array>

#include "pose/body/body.h"
#include "pose/export/surface.h"

namespace posegrad::pose {

/// A body to look at: rounded limbs, a trunk that bends, a head, hands and feet, in two surfaces
/// that are coloured apart.
struct Figure {
  Surface right;  // the limbs of the right side
  Surface rest;
};

/// The figure of a body at rest, stage axes, metres, standing on the floor. joints: of each part,
/// what its vertices are bound to. Sizes across the bones are those of a slender adult, scaled by the
/// body's height.
Figure make_figure(const BodyShape& shape, const std::array<std::uint8_t, kBodyParts>& joints);

/// Where parts begin at rest: the hips over the origin at their height.
std::array<Vec3, kBodyParts> rest_places(const BodyShape& shape);

}  // namespace posegrad::pose
