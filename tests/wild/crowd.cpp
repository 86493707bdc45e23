#include "tests/wild/crowd.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <random>

#include "pose/geometry/skeleton_tables.h"

namespace posegrad::test {
namespace {

using pose::DetectedKeypoint;
using pose::DetectedPerson;

constexpr double kFocal = 1100, kCentreX = 960, kCentreY = 500, kCameraHeight = 1.4;
constexpr std::size_t kJoints = 17;

struct Joint {
  double forward, side, up;  // metres, side to the left
};

/// COCO's joints of a walker of height 1 at a phase of the gait.
std::array<Joint, kJoints> body(double phase) {
  const double swing = 0.16 * std::sin(phase), bend = 0.05 * std::max(0.0, std::cos(phase));
  const double other = 0.05 * std::max(0.0, -std::cos(phase));
  const auto leg = [](double s, double side, double lift) {
    return std::array<Joint, 3>{Joint{0, side, 0.53}, Joint{0.6 * s + lift, side, 0.28},
                                Joint{s, side, 0.04 + lift}};
  };
  const auto arm = [](double s, double side) {
    return std::array<Joint, 3>{Joint{0, side, 0.82}, Joint{0.5 * s, side * 1.15, 0.64},
                                Joint{s + 0.03, side * 1.1, 0.5}};
  };
  const auto left_leg = leg(swing, 0.06, bend), right_leg = leg(-swing, -0.06, other);
  const auto left_arm = arm(-swing, 0.11), right_arm = arm(swing, -0.11);
  return {Joint{0.06, 0, 0.93},
          Joint{0.05, 0.02, 0.95},
          Joint{0.05, -0.02, 0.95},
          Joint{0, 0.045, 0.94},
          Joint{0, -0.045, 0.94},
          left_arm[0],
          right_arm[0],
          left_arm[1],
          right_arm[1],
          left_arm[2],
          right_arm[2],
          left_leg[0],
          right_leg[0],
          left_leg[1],
          right_leg[1],
          left_leg[2],
          right_leg[2]};
}

DetectedPerson project(const Walker& walker, double seconds) {
  constexpr double kSmall = 0.02;
  const double dx = walker.x(seconds + kSmall) - walker.x(seconds - kSmall);
  const double dz = walker.z(seconds + kSmall) - walker.z(seconds - kSmall);
  const double speed = std::hypot(dx, dz);
  const double cosine = speed > 1e-6 ? dx / speed : 1, sine = speed > 1e-6 ? dz / speed : 0;
  const bool walks = speed > 0.2 * 2 * kSmall;
  const double phase = walks ? 2 * std::numbers::pi * seconds / walker.step_seconds : 0;
  DetectedPerson person;
  for (const Joint& joint : body(phase)) {
    const double h = walker.height;
    const double x = walker.x(seconds) + h * (joint.forward * cosine - joint.side * sine);
    const double z = walker.z(seconds) + h * (joint.forward * sine + joint.side * cosine);
    person.keypoints.push_back(
        {kCentreX + kFocal * x / z, kCentreY + kFocal * (kCameraHeight - h * joint.up) / z, 0.9});
  }
  return person;
}

struct Extent {
  double x1 = 1e9, y1 = 1e9, x2 = -1e9, y2 = -1e9;
  double area() const { return std::max(0.0, x2 - x1) * std::max(0.0, y2 - y1); }
};

Extent extent_of(const DetectedPerson& person) {
  Extent e;
  for (const DetectedKeypoint& k : person.keypoints)
    e = {std::min(e.x1, k.x), std::min(e.y1, k.y), std::max(e.x2, k.x), std::max(e.y2, k.y)};
  return e;
}

/// Part of `a` that `b` covers.
double covered(const Extent& a, const Extent& b) {
  const Extent both{std::max(a.x1, b.x1), std::max(a.y1, b.y1), std::min(a.x2, b.x2),
                    std::min(a.y2, b.y2)};
  return both.x2 > both.x1 && both.y2 > both.y1 ? both.area() / a.area() : 0;
}

}  // namespace

Crowd make_crowd(const std::vector<Walker>& walkers, std::uint32_t seed,
                 const CrowdOptions& options) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, options.noise);
  std::uniform_real_distribution<double> uniform(0, 1);
  Crowd crowd;
  crowd.detections.source = "crowd";
  crowd.detections.format = "test";
  crowd.detections.layout = &pose::keypoint_layout("coco");
  const auto frames = static_cast<int>(options.seconds * options.fps);
  for (int frame = 0; frame < frames; ++frame) {
    const double seconds = frame / options.fps;
    std::vector<DetectedPerson> all;
    for (const Walker& walker : walkers) all.push_back(project(walker, seconds));
    std::vector<int> seen;
    for (std::size_t i = 0; i < walkers.size(); ++i) {
      bool is_seen = !walkers[i].is_hidden(seconds) && uniform(random) >= options.lost_people;
      for (std::size_t j = 0; j < walkers.size(); ++j) {
        const bool is_behind = j != i && walkers[j].z(seconds) < walkers[i].z(seconds);
        if (is_behind && !walkers[j].is_hidden(seconds) &&
            covered(extent_of(all[i]), extent_of(all[j])) > options.hiding_overlap)
          is_seen = false;
      }
      if (is_seen) seen.push_back(static_cast<int>(i));
    }
    std::ranges::shuffle(seen, random);
    pose::DetectedFrame& found = crowd.detections.frames.emplace_back();
    for (const int i : seen) {
      DetectedPerson person = all[static_cast<std::size_t>(i)];
      person.score = 0.3 + 0.7 * uniform(random);
      for (DetectedKeypoint& keypoint : person.keypoints) {
        keypoint.x += noise(random);
        keypoint.y += noise(random);
        constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
        if (uniform(random) < options.lost_joints) keypoint = {kNaN, kNaN, 0};
      }
      found.people.push_back(std::move(person));
    }
    crowd.who.push_back(std::move(seen));
  }
  return crowd;
}

}  // namespace posegrad::test
