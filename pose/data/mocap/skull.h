#pragma once
#include "pose/data/mocap/clip.h"

namespace posegrad::pose::mocap {

/// Where a head is and how it is turned; level when the person looks straight ahead.
struct Skull {
  Vec3 ears;                // the middle between them, metres
  Vec3 right, forward, up;  // unit vectors
};

/// The skull as far as joints alone show it: upright on the way from the thorax to the ears, facing
/// as the shoulders do.
Skull skull_on_neck(const Body& body, Vec3 ears);
/// The skull that joints 9 and 10 and the direction of the shoulders give.
Skull skull_of_head(const Body& body);

/// Puts neck and head ("Neck/Nose" and top of Human3.6M) where a skull has them.
void place_neck_and_head(const Skull& skull, Body& body);
/// Puts nose, eyes and ears on a skull.
void place_face(const Skull& skull, Body& body);

}  // namespace posegrad::pose::mocap
