#pragma once
#include <array>
#include <optional>
#include <string>

#include "pose/geometry/quaternion.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Lens of a camera in normalised screen units: fx, fy, cx, cy, k1, k2, k3, p1, p2.
using NormalizedIntrinsics = std::array<float, 9>;

/// What is known of one camera of a data set.
struct Camera {
  struct Lens {
    std::array<double, 2> center{}, focal_length{};  // pixels
    std::array<double, 3> radial{};                  // k1, k2, k3
    std::array<double, 2> tangential{};              // p1, p2
  };
  struct Place {
    Quaternion orientation;  // turns camera space to world space
    Vec3 translation;        // the camera's centre in world space, metres
  };

  std::string id;
  Index width = 0, height = 0;  // pixels
  double azimuth = 0;           // degrees: from where a drawing looks
  std::optional<Lens> lens;     // HumanEva publishes none
  std::optional<Place> place;   // absent for subjects without 3D poses

  /// In float32 steps like the reference, because batches carry these numbers.
  /// Throws ValueError, naming the camera, when it has no lens or no resolution.
  NormalizedIntrinsics normalized_intrinsics() const;
  /// Throws ValueError, naming the camera, when its place is not known.
  const Place& known_place() const;
};

// Points are f32 or f64 tensors; the result has the same type and the arithmetic is double.
// Everything here throws ShapeError when the last axis has another size than said.

/// rot(conj(R), X - t). points (..., 3): world space, metres -> camera space, metres.
Tensor world_to_camera(const Tensor& points, const Camera::Place& place);
/// rot(R, X) + t, the inverse. points (..., 3): camera space, metres -> world space, metres.
Tensor camera_to_world(const Tensor& points, const Camera::Place& place);

/// Pixels to screen units: x/w*2 - 1, y/w*2 - h/w, so that the aspect ratio stays. points (..., 2
/// or 3); a third number is a score and stays. For f32 the first step is float32, as the reference
/// does it. Throws ValueError unless width and height are positive.
Tensor normalize_screen(const Tensor& points, Index width, Index height);
/// Screen units to pixels, the inverse.
Tensor screen_to_pixels(const Tensor& points, Index width, Index height);

/// Pinhole with radial and tangential distortion.
/// points (..., 3): camera space, metres -> (..., 2), screen units.
///   d = clamp(X.xy / X.z, -1, 1);  r2 = |d|^2
///   f * (d (1 + k1 r2 + k2 r2^2 + k3 r2^3 + p . d) + p r2) + c
/// z is not guarded: a point in the camera's plane gives the clamped edge or NaN.
Tensor project(const Tensor& points, const NormalizedIntrinsics& intrinsics);
/// The same without distortion: f * d + c.
Tensor project_linear(const Tensor& points, const NormalizedIntrinsics& intrinsics);

}  // namespace posegrad::pose
