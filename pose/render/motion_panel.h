#pragma once
#include "pose/render/canvas.h"
#include "pose/render/floor_view.h"
#include "pose/render/scene_timeline.h"

namespace posegrad::pose {

/// One motion in one panel.
struct MotionPanel {
  const Skeleton& skeleton;
  Rectangle area;  // pixels
  double unit;     // pixels that a panel of 500 has one of
  double azimuth;  // degrees
  FloorView view;  // of this frame
};

/// The floor with its grid, ticks and what lies on it: the root's path, the body's shadow. Then the
/// height scale and the axes.
void draw_floor(const Canvas& canvas, const MotionPanel& panel, const SceneFrame::Motion& motion);

/// The body: what is far first, thinner and paler. Joints that are not known are left out with
/// their limbs.
void draw_body(const Canvas& canvas, const MotionPanel& panel, const SceneFrame::Motion& motion);

/// A bar for each joint's error, at the panel's right side.
void draw_joint_errors(const Canvas& canvas, const MotionPanel& panel,
                       const SceneFrame::Motion& motion);

}  // namespace posegrad::pose
