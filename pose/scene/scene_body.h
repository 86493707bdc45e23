#pragma once
#include <optional>
#include <string>

#include "pose/body/fit_body.h"
#include "pose/body/joint_angles.h"
#include "pose/scene/scene.h"

namespace posegrad::pose {

/// How far each joint of the first motion is to be believed, (T, J) f32: 1 where it was seen, less
/// where its keypoint was not or where the scene's series say that the frame was interpolated.
Tensor joint_trust(const Scene& scene);

/// Fits a body to the scene's first motion. The motion has the person's name and the scene's frame
/// numbers. height: metres, soles to the top of the head; none: as the poses have it. Throws what
/// check_scene and fit_body do, beginning with `user`.
BodyFit fit_scene(const Scene& scene, const std::string& person, std::optional<double> height,
                  const std::string& user, const BodyFitProgress& progress = {});

/// Angles of a body that was fitted to the scene's first motion. NaN in frames without a pose, in
/// which the body goes on as it seems likely.
AngleTable scene_angles(const Scene& scene, const BodyMotion& motion);

}  // namespace posegrad::pose
