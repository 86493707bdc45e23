#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "pose/wild/ground/ground_motion.h"

namespace posegrad::test {

using pose::Vec3;

/// What becomes of a motion before a camera and a model that err. Errors are standard deviations.
struct FilmOptions {
  double pitch = 10, roll = 0, heading = 0;  // degrees; heading: of the camera, from the y axis
  double distance = 4.5;                     // from the middle of the motion, metres
  double up_bias = 0, up_jitter = 0;         // degrees: of the whole clip, of each frame
  double up_outliers = 0;                    // part of the frames whose up is any direction
  double depth_scale = 0;                    // part of all depths
  double depth_stretch = 0;                  // part of the differences of depth
  double depth_wander = 0, side_wander = 0;  // metres, lasting 0.3 s
  double depth_jitter = 0;                   // metres, each frame anew
  double joints = 0;                         // metres: each coordinate of each joint, lasting 0.2 s
  double fps = 50;
  std::uint64_t seed = 1;
};

struct Film {
  Tensor truth;  // (T, 17, 3): world space, metres, z up, floor at 0
  Tensor poses;  // (T, 17, 3): camera space, with errors
  Tensor up;     // (T, 3): camera axes, with errors
  Vec3 true_up;  // camera axes
  double fps;
};

/// truth (T, 17, 3) f32: world space.
Film film(const Tensor& truth, const FilmOptions& options);

/// A motion of `seconds` by the program itself: "Walking", "Jumping", "SittingDown", ...; (T, 17,
/// 3), world space.
Tensor acted(const std::string& action, double seconds, std::uint64_t seed = 1,
             const std::string& subject = "S1");

/// Degrees between two directions of length 1.
double angle_between(Vec3 a, Vec3 b);

/// How far ankles slide along the floor per frame of 1/50 s while the true ones stand (slower than
/// 0.1 m/s), mean, millimetres. z is up in both.
double foot_skate_mm(const Tensor& poses, const Tensor& truth, double fps);
/// Median height of the ankles against the true ones while these stand, metres.
double floor_error(const Tensor& poses, const Tensor& truth, double fps);

/// What stand_on_ground does not do: the poses turned upright by a known up, lowest point at 0.
Tensor only_turned(const Film& film, Vec3 up);

}  // namespace posegrad::test
