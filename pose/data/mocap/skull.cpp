#include "pose/data/mocap/skull.h"

namespace posegrad::pose::mocap {
namespace {

/// A point on a skull: to the right, forward and up from the middle between the ears, metres.
using OnSkull = Vec3;

// An adult's head: ears 0.146 and pupils 0.064 apart, pupils 3 cm above the ear holes and 2 cm in
// front of the eye's outer corner, the tip of the nose level with the holes.
constexpr double kHalfEars = 0.073, kHalfEyes = 0.032;
constexpr OnSkull kNosePlace{0, 0.105, 0}, kEyesPlace{0, 0.087, 0.030};
// Human3.6M's joint 9 lies behind the nose, its head joint above it, tilted back.
constexpr OnSkull kNeckPlace{0, 0.071, -0.013}, kHeadPlace{0, 0.012, 0.103};

Vec3 at(const Skull& skull, OnSkull place) {
  return skull.ears + place.x * skull.right + place.y * skull.forward + place.z * skull.up;
}

/// With length 1; zero stays zero, for the checks of clips to find.
Vec3 direction(Vec3 v) { return length(v) > 0 ? unit(v) : Vec3{}; }

/// Direction of what is left of v without its part along a unit vector.
Vec3 across(Vec3 v, Vec3 along) { return direction(v - dot(v, along) * along); }

Vec3 shoulders_right(const Body& body) { return body[right_shoulder] - body[left_shoulder]; }

}  // namespace

Skull skull_on_neck(const Body& body, Vec3 ears) {
  const Vec3 up = direction(ears - body[thorax]);
  const Vec3 right = across(shoulders_right(body), up);
  return {ears, right, cross(up, right), up};
}

Skull skull_of_head(const Body& body) {
  // The axis from joint 9 to joint 10 leans back from the skull's own up.
  const Vec3 axis = direction(body[head] - body[neck]);
  const Vec3 right = across(shoulders_right(body), axis);
  const Vec3 ahead = cross(axis, right);
  const Vec3 lean = unit(kHeadPlace - kNeckPlace);
  Skull skull{{}, right, lean.z * ahead + lean.y * axis, lean.z * axis - lean.y * ahead};
  skull.ears = body[neck] - kNeckPlace.y * skull.forward - kNeckPlace.z * skull.up;
  return skull;
}

void place_neck_and_head(const Skull& skull, Body& body) {
  body[neck] = at(skull, kNeckPlace);
  body[head] = at(skull, kHeadPlace);
}

void place_face(const Skull& skull, Body& body) {
  const auto sideways = [](OnSkull place, double right) {
    place.x = right;
    return place;
  };
  body[nose] = at(skull, kNosePlace);
  body[left_eye] = at(skull, sideways(kEyesPlace, -kHalfEyes));
  body[right_eye] = at(skull, sideways(kEyesPlace, kHalfEyes));
  body[left_ear] = at(skull, sideways({}, -kHalfEars));
  body[right_ear] = at(skull, sideways({}, kHalfEars));
}

}  // namespace posegrad::pose::mocap
