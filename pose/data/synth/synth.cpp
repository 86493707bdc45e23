#include "pose/data/synth/synth.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "pose/data/synth/body.h"
#include "pose/data/synth/detector.h"
#include "pose/data/synth/motion.h"
#include "pose/geometry/camera_tables.h"
#include "pose/geometry/skeleton_tables.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

using namespace synth;

constexpr double kFrameRate = 50;
constexpr Index kFacePoints = 5, kCocoJoints = 17;

std::uint64_t name_key(std::string_view name) {
  std::uint64_t key = 0xcbf29ce484222325U;  // FNV-1a
  for (const char c : name) key = (key ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return key;
}

/// One take before the cameras.
struct Performance {
  Tensor joints;           // (T, 32, 3)
  Tensor face;             // (T, 5, 3)
  std::vector<Vec3> gaze;  // per frame
};

void put(std::span<float> out, Index point, Vec3 p) {
  const auto i = static_cast<std::size_t>(3 * point);
  out[i] = static_cast<float>(p.x);
  out[i + 1] = static_cast<float>(p.y);
  out[i + 2] = static_cast<float>(p.z);
}

Performance perform(const MotionKind& kind, const BodyShape& shape, Index frames, Random& random) {
  // A take begins anywhere in the motion, faces anywhere and stands somewhere near the middle of
  // the room.
  const double length = static_cast<double>(frames) / kFrameRate, begin = random.uniform(0, 2.5);
  const double angle = random.uniform(-std::numbers::pi, std::numbers::pi);
  const double radius = kind.walks_about ? random.uniform(0, 0.25) : random.uniform(0, 0.9);
  const double where = random.uniform(-std::numbers::pi, std::numbers::pi);
  const Vec3 place{radius * std::cos(where), radius * std::sin(where), 0};
  const Motion motion = with_sway(kind.make(shape, random, begin + length), random);

  Performance result{Tensor::empty({frames, 32, 3}), Tensor::empty({frames, kFacePoints, 3}), {}};
  const auto joints = result.joints.cpu_span<float>(), face = result.face.cpu_span<float>();
  const Quaternion turn = turn_z(angle);
  for (Index t = 0; t < frames; ++t) {
    const BodyPoints points = solve(shape, motion(begin + static_cast<double>(t) / kFrameRate));
    for (Index j = 0; j < 32; ++j)
      put(joints, t * 32 + j, rotate(turn, points.joints[static_cast<std::size_t>(j)]) + place);
    for (Index j = 0; j < kFacePoints; ++j)
      put(face, t * kFacePoints + j,
          rotate(turn, points.face[static_cast<std::size_t>(j)]) + place);
    result.gaze.push_back(rotate(turn, points.gaze));
  }
  return result;
}

/// (T, from.size(), 3): some of the points, in this order.
Tensor pick_points(const Tensor& points, std::span<const Index> from) {
  const Index T = points.dim(0), J = points.dim(1), K = static_cast<Index>(from.size());
  const Tensor result = Tensor::empty({T, K, 3});
  const auto in = points.cpu_view<float>();
  const auto out = result.cpu_span<float>();
  for (Index t = 0; t < T; ++t)
    for (Index k = 0; k < K; ++k)
      std::copy_n(in.begin() + (t * J + from[static_cast<std::size_t>(k)]) * 3, 3,
                  out.begin() + (t * K + k) * 3);
  return result;
}

/// (T, 17, 3) in COCO's order: the face, then shoulders, elbows, wrists, hips, knees, ankles, left
/// before right.
Tensor coco_points(const Performance& take) {
  constexpr std::array<Index, 12> kSlots{17, 25, 18, 26, 19, 27, 6, 1, 7, 2, 8, 3};
  const Tensor limbs = pick_points(take.joints, kSlots);
  const Index T = limbs.dim(0);
  const Tensor result = Tensor::empty({T, kCocoJoints, 3});
  const auto out = result.cpu_span<float>();
  const auto face = take.face.cpu_view<float>(), rest = limbs.cpu_view<float>();
  for (Index t = 0; t < T; ++t) {
    std::copy_n(face.begin() + t * kFacePoints * 3, kFacePoints * 3,
                out.begin() + t * kCocoJoints * 3);
    std::copy_n(rest.begin() + t * 36, 36, out.begin() + (t * kCocoJoints + kFacePoints) * 3);
  }
  return result;
}

Tensor in_pixels(const Tensor& world, const Camera& camera) {
  return screen_to_pixels(
      project(world_to_camera(world, camera.known_place()), camera.normalized_intrinsics()),
      camera.width, camera.height);
}

/// How well the camera sees each COCO joint, 0..1: faces from the front, ears from their side.
Tensor coco_visibility(const Performance& take, const Camera& camera) {
  const Index T = take.joints.dim(0);
  const Tensor result = Tensor::full({T, kCocoJoints}, 1);
  const auto out = result.cpu_span<float>();
  const auto face = take.face.cpu_view<float>();
  const auto ramp = [](double x) { return static_cast<float>(std::clamp(x, 0.0, 1.0)); };
  for (Index t = 0; t < T; ++t) {
    const auto point = [&](Index k) {
      const auto i = static_cast<std::size_t>((t * kFacePoints + k) * 3);
      return Vec3{face[i], face[i + 1], face[i + 2]};
    };
    const Vec3 to_camera = unit(camera.known_place().translation - point(0));
    const double front =
        dot(take.gaze[static_cast<std::size_t>(t)], to_camera);     // 1: looks into the camera
    const double left = dot(unit(point(3) - point(4)), to_camera);  // 1: shows the left ear
    const auto row = static_cast<std::size_t>(t * kCocoJoints);
    out[row] = ramp(0.5 + 1.6 * front);
    out[row + 1] = ramp(0.45 + 1.5 * front + 0.4 * left);
    out[row + 2] = ramp(0.45 + 1.5 * front - 0.4 * left);
    out[row + 3] = ramp(0.75 + 1.5 * left - 0.3 * front);
    out[row + 4] = ramp(0.75 - 1.5 * left - 0.3 * front);
  }
  return result;
}

template <class Names, class Known>
void check_names(const char* what, const Names& names, const Known& known) {
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::ranges::find(known, *name) == known.end())
      throw ValueError(
          fmt::format("synth: no {} '{}'; known are {}", what, *name, fmt::join(known, ", ")));
    if (std::find(names.begin(), name, *name) != name)
      throw ValueError(fmt::format("synth: {} '{}' is named twice", what, *name));
  }
}

void check_options(const SynthOptions& options) {
  check_names("subject", options.subjects, SynthOptions{}.subjects);
  check_names("action", options.actions, synth_actions());
  if (options.frames_per_take < 1 || options.takes < 1)
    throw ValueError(fmt::format("synth: {} takes of {} frames; both must be at least 1",
                                 options.takes, options.frames_per_take));
}

}  // namespace

std::vector<std::string> synth_actions() {
  std::vector<std::string> names;
  for (const MotionKind& kind : motion_kinds()) names.emplace_back(kind.name);
  return names;
}

SynthSet synthesize(const SynthOptions& options) {
  check_options(options);
  const KeypointLayout &h36m = keypoint_layout("h36m"), &coco = keypoint_layout("coco");
  const std::vector<Index> kept = kept_joints(32, h36m_removed_joints());
  SynthSet set;
  set.ground_truth.metadata = set.detected.metadata = metadata_of(h36m);
  set.coco.metadata = metadata_of(coco);
  for (const std::string& subject : options.subjects) {
    const BodyShape shape = body_shape(subject);
    const std::vector<Camera> cameras = h36m_cameras(subject);
    Subject3d positions{subject, {}};
    Subject2d exact{subject, {}}, detected{subject, {}}, scored{subject, {}};
    for (const MotionKind& kind : motion_kinds()) {
      if (!options.actions.empty() &&
          std::ranges::find(options.actions, kind.name) == options.actions.end())
        continue;
      for (Index number = 1; number <= options.takes; ++number) {
        const std::string action = fmt::format("{} {}", kind.name, number);
        Random random(options.seed, {name_key(subject), name_key(action)});
        const Performance take = perform(kind, shape, options.frames_per_take, random);
        const Tensor joints = pick_points(take.joints, kept), coco_joints = coco_points(take);
        Recording2d views{action, {}}, noisy{action, {}}, coco_views{action, {}};
        for (const Camera& camera : cameras) {
          views.cameras.push_back(in_pixels(joints, camera));
          noisy.cameras.push_back(detect(views.cameras.back(), h36m, {}, random));
          coco_views.cameras.push_back(detect_scored(in_pixels(coco_joints, camera),
                                                     coco_visibility(take, camera), coco,
                                                     camera.width, camera.height, {}, random));
        }
        positions.recordings.push_back({action, take.joints});
        exact.recordings.push_back(std::move(views));
        detected.recordings.push_back(std::move(noisy));
        scored.recordings.push_back(std::move(coco_views));
      }
    }
    set.positions.push_back(std::move(positions));
    set.ground_truth.subjects.push_back(std::move(exact));
    set.detected.subjects.push_back(std::move(detected));
    set.coco.subjects.push_back(std::move(scored));
  }
  return set;
}

}  // namespace posegrad::pose
