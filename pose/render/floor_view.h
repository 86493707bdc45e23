#pragma once
#include "pose/geometry/vec3.h"
#include "pose/render/plane.h"

namespace posegrad::pose {

/// The camera of a 3D panel: 15 degrees above the horizon, looking at a cube of 1.7 m that stands
/// on the floor around one point of it. A pinhole some metres away, so that what is near is larger.
/// Only the azimuth turns it; the scale stays.
class FloorView {
 public:
  static constexpr double kCube = 1.7;  // metres

  /// area: pixels that the cube fits into. azimuth, degrees: from where it looks, about z from the
  /// x axis. center: the middle of the cube's bottom, metres; only x and y count.
  FloorView(Rectangle area, double azimuth, Vec3 center);

  struct Projected {
    Point at;      // pixels
    double depth;  // metres from the camera
    double scale;  // pixels per metre at that depth
  };
  /// world: metres, z up, floor at 0. What is not in front of the camera gives NaN.
  Projected operator()(Vec3 world) const;

  /// 0 at the near side of the cube, 1 at the far side.
  double farness(double depth) const;
  /// Directions along the floor, unit vectors.
  Vec3 to_the_right() const { return right_; }
  Vec3 to_the_viewer() const { return forward_; }

 private:
  Vec3 center_, right_, up_, back_, forward_;
  double focal_;  // pixels
  Point middle_;  // of the cube
};

}  // namespace posegrad::pose
