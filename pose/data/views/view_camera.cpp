#include "pose/data/views/view_camera.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace posegrad::pose::views {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kLongSide = 1000;  // pixels; nothing depends on it
constexpr double kBodyHeight = 1.7;
constexpr double kNearest = 1.2, kFarthest = 14;

double log_uniform(double low, double high, synth::Random& random) {
  return low * std::pow(high / low, random.uniform());
}

VideoSize draw_size(synth::Random& random) {
  constexpr std::array<double, 5> kAspects{16.0 / 9, 9.0 / 16, 4.0 / 3, 1,
                                           3.0 / 4};  // width/height
  constexpr std::array<double, 5> kUpTo{0.42, 0.74, 0.86, 0.94, 1};
  const double draw = random.uniform();
  std::size_t i = 0;
  while (i + 1 < kUpTo.size() && draw > kUpTo[i]) ++i;
  const double aspect = kAspects[i];
  return {std::lround(kLongSide * std::min(1.0, aspect)),
          std::lround(kLongSide / std::max(1.0, aspect))};
}

void orient(ViewCamera& camera, double heading) {
  const double c = std::cos(camera.pitch), s = std::sin(camera.pitch);
  camera.forward = {c * std::cos(heading), c * std::sin(heading), -s};
  const Vec3 level_right{std::sin(heading), -std::cos(heading), 0};
  const Vec3 level_down = cross(camera.forward, level_right);
  camera.right = std::cos(camera.roll) * level_right + std::sin(camera.roll) * level_down;
  camera.down = cross(camera.forward, camera.right);
}

}  // namespace

ViewCamera draw_camera(Vec3 hips, synth::Random& random) {
  ViewCamera camera;
  camera.size = draw_size(random);
  const auto width = static_cast<double>(camera.size.width),
             height = static_cast<double>(camera.size.height);
  // Half of the field of view: atan(0.5 / ratio); 90 to 30 degrees.
  camera.lens = {kLongSide * log_uniform(0.5, 1.87, random), width / 2, height / 2};
  camera.pitch = kDegree * (random.chance(0.6) ? std::clamp(6 + 9 * random.normal(), -15.0, 50.0)
                                               : random.uniform(-15, 50));
  camera.roll = kDegree * (random.chance(0.85) ? std::clamp(3.5 * random.normal(), -25.0, 25.0)
                                               : random.uniform(-25, 25));
  orient(camera, random.uniform(0, 2 * std::numbers::pi));

  double depth = 0, share = 0;
  do {
    share = log_uniform(0.12, 1.4, random);  // of the picture's height that the person takes
    depth = camera.lens.focal_length * kBodyHeight / (share * height);
  } while (depth < kNearest || depth > kFarthest);
  // A person who fills the picture is in its middle.
  const double room_x = std::max(0.1, 0.42 - 0.15 * share),
               room_y = std::max(0.06, 0.4 - 0.33 * share);
  const double x = width * (0.5 + random.uniform(-room_x, room_x)),
               y = height * (0.5 + random.uniform(-room_y, room_y));
  const Vec3 in_camera{depth * (x - camera.lens.x) / camera.lens.focal_length,
                       depth * (y - camera.lens.y) / camera.lens.focal_length, depth};
  camera.distance = length(in_camera);
  camera.place = hips - (in_camera.x * camera.right + in_camera.y * camera.down +
                         in_camera.z * camera.forward);
  return camera;
}

}  // namespace posegrad::pose::views
