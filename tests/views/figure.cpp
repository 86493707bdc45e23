#include "tests/views/figure.h"

#include <cmath>

namespace posegrad::test {
namespace {

using namespace pose::views;
using pose::Vec3;

Body figure(double t) {
  Body b;
  const double swing = 0.5 * std::sin(t), lean = 0.05 * std::sin(0.3 * t);
  b[hip] = {1.2 * t / 6, 0.02 * std::sin(t), 0.89};
  const auto leg = [&](Point root, Point knee, Point ankle, double side, double angle) {
    b[root] = b[hip] + Vec3{0, 0.11 * side, 0};
    b[knee] = b[root] + 0.41 * Vec3{std::sin(angle), 0, -std::cos(angle)};
    const double shin = angle - 0.3 - 0.2 * std::cos(t);
    b[ankle] = b[knee] + 0.40 * Vec3{std::sin(shin), 0, -std::cos(shin)};
  };
  leg(left_hip, left_knee, left_ankle, 1, swing);
  leg(right_hip, right_knee, right_ankle, -1, -swing);
  const Vec3 trunk{std::sin(lean), 0.04, std::cos(lean)};
  b[spine] = b[hip] + 0.24 * trunk;
  b[thorax] = b[hip] + 0.53 * trunk;
  const Vec3 middle = b[hip] + 0.5 * trunk;
  const auto arm = [&](Point root, Point elbow, Point wrist, double side, double angle) {
    b[root] = middle + Vec3{0, 0.1725 * side, 0};
    b[elbow] = b[root] + 0.285 * Vec3{std::sin(angle), 0.2 * side, -std::cos(angle)};
    b[wrist] = b[elbow] + 0.255 * Vec3{std::sin(angle + 0.6), 0, -std::cos(angle + 0.6)};
  };
  arm(left_shoulder, left_elbow, left_wrist, 1, -swing);
  arm(right_shoulder, right_elbow, right_wrist, -1, swing);
  b[neck] = b[thorax] + Vec3{0.07, 0, 0.1};
  b[head] = b[neck] + Vec3{-0.03, 0, 0.125};
  b[nose] = b[neck] + Vec3{0.04, 0, 0.01};
  b[left_eye] = b[neck] + Vec3{0.02, 0.032, 0.04};
  b[right_eye] = b[neck] + Vec3{0.02, -0.032, 0.04};
  b[left_ear] = b[neck] + Vec3{-0.06, 0.073, 0.03};
  b[right_ear] = b[neck] + Vec3{-0.06, -0.073, 0.03};
  return b;
}

}  // namespace

Tensor walking_figure(Index frames, double phase) {
  Tensor poses = Tensor::empty({frames, kBodyPoints, 3});
  float* to = poses.data<float>();
  for (Index t = 0; t < frames; ++t)
    for (const Vec3& p : figure(phase + 0.12 * static_cast<double>(t)))
      for (const double x : {p.x, p.y, p.z}) *to++ = static_cast<float>(x);
  return poses;
}

std::vector<Clip> figure_clips(Index frames) {
  const Tensor turned = walking_figure(frames, 2);
  float* p = turned.data<float>();
  for (Index i = 0; i < frames * kBodyPoints; ++i, p += 3) {
    const float x = p[0];
    p[0] = -p[1];
    p[1] = x;
  }
  return {{"A", "walk 1", walking_figure(frames)}, {"B", "turn 1", turned}};
}

pose::Positions3d figure_positions(Index frames) {
  pose::Positions3d positions;
  for (const Clip& clip : figure_clips(frames))
    positions.push_back({clip.subject, {{clip.action, clip.poses}}});
  return positions;
}

}  // namespace posegrad::test
