#include "tests/results/scenes.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace posegrad::test {
namespace {

using pose::Scene;
using pose::SceneKeypoints;
using pose::SceneMotion;

struct Point {
  double x, y, z;
};

/// h36m_17 standing at the origin, facing +y, right side at +x; metres.
constexpr std::array<Point, 17> kStanding{{{0, 0, 0.95},
                                           {0.13, 0, 0.93},
                                           {0.14, 0.02, 0.5},
                                           {0.14, 0, 0.08},
                                           {-0.13, 0, 0.93},
                                           {-0.14, 0.02, 0.5},
                                           {-0.14, 0, 0.08},
                                           {0, -0.01, 1.18},
                                           {0, 0, 1.42},
                                           {0, 0.06, 1.53},
                                           {0, 0.03, 1.64},
                                           {-0.17, 0, 1.38},
                                           {-0.22, 0, 1.1},
                                           {-0.22, 0.1, 0.86},
                                           {0.17, 0, 1.38},
                                           {0.22, 0, 1.1},
                                           {0.22, 0.1, 0.86}}};

/// How far a joint swings along y in a step: feet and hands most, sides opposed.
double swing(std::size_t joint) {
  constexpr std::array<double, 17> reach{0, 0.02, 0.12, 0.3, -0.02, -0.12, -0.3, 0,    0,
                                         0, 0,    0.02, 0.1, 0.25,  -0.02, -0.1, -0.25};
  return reach[joint];
}

SceneMotion walk(std::string title, Index frames, double fps, double noise) {
  SceneMotion motion{std::move(title), pose::h36m_17(), Tensor::empty({frames, 17, 3}), {}};
  float* out = motion.positions.data<float>();
  for (Index t = 0; t < frames; ++t) {
    const double time = static_cast<double>(t) / fps;
    const double phase = 2 * std::numbers::pi * 0.9 * time;
    const double heading = 0.4 * time;
    for (std::size_t j = 0; j < 17; ++j) {
      const double wobble = noise * std::sin(3 * phase + static_cast<double>(j));
      const double x = kStanding[j].x + wobble;
      const double y = kStanding[j].y + swing(j) * std::sin(phase) + wobble;
      // A walk on a circle of 1.5 m.
      const double c = std::cos(heading), s = std::sin(heading);
      *out++ = static_cast<float>((1.5 + x) * c - y * s);
      *out++ = static_cast<float>((1.5 + x) * s + y * c);
      *out++ = static_cast<float>(kStanding[j].z + 0.02 * std::sin(2 * phase) + wobble);
    }
  }
  return motion;
}

/// Mean distance of two motions, millimetres, (T,).
Tensor error_between(const Tensor& a, const Tensor& b) {
  const Tensor error = Tensor::empty({a.dim(0)});
  const auto p = a.cpu_view<float>();
  const auto q = b.cpu_view<float>();
  const auto per_frame = static_cast<std::size_t>(a.dim(1) * 3);
  for (std::size_t t = 0; t < static_cast<std::size_t>(a.dim(0)); ++t) {
    double sum = 0;
    for (std::size_t i = t * per_frame; i < (t + 1) * per_frame; i += 3)
      sum += std::hypot(p[i] - q[i], p[i + 1] - q[i + 1], p[i + 2] - q[i + 2]);
    error.data<float>()[t] = static_cast<float>(1000 * sum / static_cast<double>(a.dim(1)));
  }
  return error;
}

/// The nearest joint of h36m_17 for each of COCO's.
constexpr std::array<std::size_t, 17> kCocoFromH36m{9,  10, 10, 10, 10, 11, 14, 12, 15,
                                                    13, 16, 4,  1,  5,  2,  6,  3};

SceneKeypoints seen(const Tensor& positions) {
  const Index frames = positions.dim(0);
  SceneKeypoints keypoints{
      pose::keypoint_layout("coco"), Tensor::empty({frames, 17, 2}), {640, 480}};
  const auto points = positions.cpu_view<float>();
  float* out = keypoints.positions.data<float>();
  for (Index t = 0; t < frames; ++t)
    for (std::size_t k = 0; k < 17; ++k) {
      // Seen from +x at 5 m, by a lens of 500 pixels: +y is to the right.
      const auto i = (static_cast<std::size_t>(t) * 17 + kCocoFromH36m[k]) * 3;
      const double depth = 5 - points[i];
      const bool missing = k == 9 && t % 10 < 3;
      const double nan = std::numeric_limits<double>::quiet_NaN();
      *out++ = static_cast<float>(missing ? nan : 320 + 500 * points[i + 1] / depth);
      *out++ = static_cast<float>(missing ? nan : 330 - 500 * (points[i + 2] - 0.5) / depth);
    }
  return keypoints;
}

}  // namespace

Scene made_up_scene(Index frames, double fps) {
  Scene scene;
  scene.title = "A made-up walk";
  scene.fps = fps;
  for (Index t = 0; t < frames; ++t) scene.frame_numbers.push_back(t + 10);
  scene.motions = {walk("Reconstruction", frames, fps, 0.03), walk("Ground truth", frames, fps, 0)};
  scene.motions[1].error_mm = error_between(scene.motions[0].positions, scene.motions[1].positions);
  scene.keypoints = seen(scene.motions[1].positions);
  return scene;
}

}  // namespace posegrad::test
