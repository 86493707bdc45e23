#include "pose/wild/wild_scene.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "pose/scene/motion_errors.h"
#include "pose/wild/upright.h"
#include "tensor/error.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

// Degrees: the azimuth of a world that a camera looks along y.
constexpr double kBehindCamera = -90;

Tensor stood_up(const Tensor& poses, const Quaternion& orientation) {
  return set_on_floor(rotate_to_world(poses, orientation));
}

// The scene's first motion and its camera, by what is known of up.
void add_upright(Scene& scene, SceneMotion motion, const Reconstruction& found,
                 const KnownTilt& known) {
  const Tensor up = found.up.defined() ? found.up : Tensor::zeros({found.poses.dim(0), 3});
  if (found.has_path && motion.skeleton == h36m_17()) {
    GroundMotion ground = stand_on_ground(found.poses, up, scene.fps, known);
    scene.camera = {ground.up, ground.orientation, Vec3{0, 0, ground.camera_height}};
    motion.positions = std::move(ground.poses);
    motion.foot_contacts = std::move(ground.contacts);
  } else {
    const Vec3 direction = with_known_tilt(clip_up(up).direction, known);
    scene.camera = {direction, level_orientation(direction), {}};
    motion.positions = stood_up(found.poses, scene.camera->orientation);
  }
  scene.azimuth = kBehindCamera;
  scene.motions.push_back(std::move(motion));
}

// Moves every frame so that its root is where the path's is.
void put_on_path(const Tensor& poses, const Tensor& path) {
  const Index numbers = poses.dim(1) * 3;
  float* to = poses.data<float>();
  const float* root = path.data<float>();
  for (Index t = 0; t < poses.dim(0); ++t, to += numbers, root += numbers) {
    const std::array<float, 3> off{root[0] - to[0], root[1] - to[1], root[2] - to[2]};
    for (Index i = 0; i < numbers; ++i) to[i] += off[static_cast<std::size_t>(i % 3)];
  }
}

std::string file_name(const std::string& path) { return path.substr(path.find_last_of('/') + 1); }

// Poses of the scene's frames; NaN where the Kinect has none.
Tensor at_frames(const KinectMotion& kinect, const std::vector<Index>& frames) {
  const Index numbers = kinect.positions.dim(1) * 3;
  const Tensor poses =
      Tensor::empty({static_cast<Index>(frames.size()), kinect.positions.dim(1), 3});
  float* to = poses.data<float>();
  for (const Index frame : frames) {
    const auto found = std::ranges::lower_bound(kinect.numbers, frame);
    if (found != kinect.numbers.end() && *found == frame)
      std::copy_n(kinect.positions.data<float>() + (found - kinect.numbers.begin()) * numbers,
                  numbers, to);
    else
      std::fill_n(to, numbers, std::numeric_limits<float>::quiet_NaN());
    to += numbers;
  }
  return poses;
}

// Index in the scene of the frame to align at.
Index alignment(const Scene& scene, const KinectMotion& kinect, const std::string& source,
                std::optional<Index> align) {
  const float* root = scene.motions.front().positions.data<float>();
  const Index row = scene.motions.front().positions.dim(1) * 3;
  for (std::size_t t = 0; t < scene.frame_numbers.size(); ++t, root += row) {
    const Index number = scene.frame_numbers[t];
    if (std::isnan(*root) && !align) continue;  // in a gap
    if ((!align || *align == number) && std::ranges::binary_search(kinect.numbers, number))
      return static_cast<Index>(t);
  }
  const std::string both =
      fmt::format("it has frames {} to {}, the poses {} to {}", kinect.numbers.front(),
                  kinect.numbers.back(), scene.frame_numbers.front(), scene.frame_numbers.back());
  throw DataError(align ? fmt::format("{}: frame {} is not in both: {}", source, *align, both)
                        : fmt::format("{}: no frame is in both: {}", source, both));
}

}  // namespace

Scene wild_scene(const std::string& title, const PersonTrack& person, const PretrainedModel& model,
                 const Reconstruction& reconstruction, const VideoSize& size, double fps,
                 const KnownTilt& known) {
  Scene scene;
  scene.title = title;
  scene.fps = fps;
  scene.frame_numbers.resize(static_cast<std::size_t>(reconstruction.poses.dim(0)));
  std::iota(scene.frame_numbers.begin(), scene.frame_numbers.end(), person.first_frame);
  scene.keypoints =
      SceneKeypoints{*model.layout, kernels::slice(person.keypoints, 2, {0, 2}), size};
  SceneMotion motion{"Reconstruction", *model.skeleton, {}, {}};
  if (reconstruction.up.defined() || known.pitch || known.roll) {
    add_upright(scene, std::move(motion), reconstruction, known);
  } else {
    motion.positions = stood_up(reconstruction.poses, usual_orientation());
    scene.motions.push_back(std::move(motion));
  }
  return scene;
}

void add_reconstruction(Scene& scene, const PretrainedModel& model,
                        const Reconstruction& reconstruction) {
  const SceneMotion& first = scene.motions.front();
  if (!(first.skeleton == *model.skeleton))
    throw DataError(
        fmt::format("{}: the model returns {} joints, the first one {}: they cannot be "
                    "compared",
                    model.checkpoint, model.skeleton->num_joints(), first.skeleton.num_joints()));
  const Tensor& poses = reconstruction.poses;
  SceneMotion motion{file_name(model.checkpoint), *model.skeleton, {}, {}};
  if (scene.camera && scene.camera->position && reconstruction.has_path) {
    const CameraTilt tilt = tilt_of(scene.camera->up);
    GroundMotion ground = stand_on_ground(poses, Tensor::zeros({poses.dim(0), 3}), scene.fps,
                                          {tilt.pitch, tilt.roll});
    motion.positions = std::move(ground.poses);
    motion.foot_contacts = std::move(ground.contacts);
  } else {
    motion.positions =
        stood_up(poses, scene.camera ? scene.camera->orientation : usual_orientation());
    if (scene.camera) put_on_path(motion.positions, first.positions);
  }
  motion.error_mm = frame_errors_mm(motion.positions, first.positions);
  scene.motions.push_back(std::move(motion));
}

std::string camera_remark(const Scene& scene) {
  if (!scene.camera) return "";
  const CameraTilt tilt = tilt_of(scene.camera->up);
  std::string remark =
      fmt::format("camera: looks {:.1f} degrees {}, turned {:.1f} degrees {}", std::abs(tilt.pitch),
                  tilt.pitch < 0 ? "up" : "down", std::abs(tilt.roll),
                  tilt.roll < 0 ? "counterclockwise" : "clockwise");
  if (scene.camera->position)
    remark += fmt::format(", {:.2f} m above the floor", scene.camera->position->z);
  return remark;
}

void add_kinect(Scene& scene, const KinectMotion& kinect, const std::string& source,
                std::optional<Index> align) {
  const SceneMotion& first = scene.motions.front();
  if (!(first.skeleton == h36m_17()))
    throw DataError(
        fmt::format("{}: a Kinect's joints compare with Human3.6M's 17, the model returns {}",
                    source, first.skeleton.num_joints()));
  const Index frame = alignment(scene, kinect, source, align);
  const Tensor aligned =
      align_similarity(at_frames(kinect, scene.frame_numbers), first.positions, frame);
  scene.motions.push_back(
      {"Kinect", first.skeleton, aligned, frame_errors_mm(aligned, first.positions)});
}

}  // namespace posegrad::pose
