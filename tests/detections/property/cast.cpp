#include "tests/detections/property/cast.h"

#include <algorithm>
#include <limits>

#include "pose/data/views/view_camera.h"
#include "tests/detections/layouts/filmed_people.h"

namespace posegrad::test::property {
namespace {

using namespace pose;

constexpr std::size_t kMotions = 40;
constexpr double kNearPlane = 0.35;

SeenMotion seen(const views::Motion& motion, synth::Random& random) {
  const auto hips = motion[motion.size() / 2][views::Point::hip];
  const views::ViewCamera camera = views::draw_camera(hips, random);
  constexpr double kFar = std::numeric_limits<double>::infinity();
  SeenMotion made{{}, kFar, kFar, -kFar, -kFar};
  for (const views::Body& body : motion) {
    auto& joints = made.frames.emplace_back();
    for (const auto& [joint, place] : all_joints(body)) {
      Vec3 at = camera.to_camera(place);
      at.z = std::max(at.z, kNearPlane);
      const Vec3 pixel = joints[joint] = camera.pixel(at);
      made.left = std::min(made.left, pixel.x);
      made.right = std::max(made.right, pixel.x);
      made.top = std::min(made.top, pixel.y);
      made.bottom = std::max(made.bottom, pixel.y);
    }
  }
  return made;
}

}  // namespace

const std::vector<SeenMotion>& cast() {
  static const std::vector<SeenMotion> motions = [] {
    synth::Random random(17, {});
    std::vector<SeenMotion> made;
    for (std::size_t i = 0; i < kMotions; ++i)
      made.push_back(seen(acted_motion(static_cast<Index>(kFrames), random), random));
    return made;
  }();
  return motions;
}

}  // namespace posegrad::test::property
