#pragma once
#include "pose/data/pose_set.h"
#include "pose/data/synth/random.h"
#include "pose/data/views/body.h"
#include "pose/data/views/person_window.h"

namespace posegrad::pose::views {

/// A still camera somewhere before a person.
struct ViewCamera {
  VideoSize size;
  Pinhole lens;
  double pitch = 0, roll = 0;        // rad; pitch: how far it looks down
  double distance = 0;               // of the person's hips, metres
  Vec3 place, right, down, forward;  // world space

  Vec3 to_camera(Vec3 point) const {
    const Vec3 v = point - place;
    return {dot(right, v), dot(down, v), dot(forward, v)};
  }
  Vec3 turned(Vec3 direction) const {
    return {dot(right, direction), dot(down, direction), dot(forward, direction)};
  }
  /// The point in the picture of a point before the camera, pixels.
  Vec3 pixel(Vec3 in_camera) const {
    return {lens.x + lens.focal_length * in_camera.x / in_camera.z,
            lens.y + lens.focal_length * in_camera.y / in_camera.z, 0};
  }
};

/// A camera as people use them: portrait or landscape, 30 to 90 degrees wide, 1.2 to 14 m away,
/// mostly level and sometimes high, low or tilted, the person anywhere in the picture, small or
/// larger than it. `hips`: what it looks at, world space.
ViewCamera draw_camera(Vec3 hips, synth::Random& random);

}  // namespace posegrad::pose::views
