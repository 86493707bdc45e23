#pragma once
#include "pose/wild/ground/gravity.h"

namespace posegrad::pose {

/// A person's motion on the floor of a world: z up, floor at 0, the camera above the origin, y
/// where it looks.
struct GroundMotion {
  Tensor poses;              // (T, 17, 3) f32: metres
  Tensor contacts;           // (T, 2) i64: 1 where the left, the right foot stands
  Vec3 up;                   // camera axes, length 1
  Quaternion orientation;    // turns camera space to the world
  double camera_height = 0;  // metres
};

/// Stands a motion that a still camera saw on the floor.
///  - Up is one direction for the clip: clip_up of the frames' estimates, corrected by the places
///    where feet stood when they tell something (fit_floor); or as `known` says.
///  - The path is steadied (steady_path): depth loses its jitter, standing feet do not slide. Poses
///    themselves stay as they are.
///  - The floor lies 0.08 m below the ankles of standing feet (the lower quarter of them); where no
///    foot stands for 0.2 s, 0.05 m below the lowest joint of the lowest frames. A body is below it
///    by 0.1 m at most, but for a fiftieth of the frames.
/// poses (T, 17, 3) f32, Human3.6M's joints: camera space, metres, on the root's path. up (T, 3)
/// f32: as for clip_up. A frame whose root is not finite comes out as NaN; a joint that is not,
/// too. Throws ShapeError, ValueError for a rate that is not positive.
GroundMotion stand_on_ground(const Tensor& poses, const Tensor& up, double fps,
                             const KnownTilt& known = {});

}  // namespace posegrad::pose
