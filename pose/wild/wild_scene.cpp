#include "pose/wild/wild_scene.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "pose/wild/motion_errors.h"
#include "pose/wild/upright.h"
#include "tensor/error.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

Tensor stood_up(const Tensor& poses) {
  return set_on_floor(rotate_to_world(poses, usual_orientation()));
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
  for (std::size_t t = 0; t < scene.frame_numbers.size(); ++t) {
    const Index number = scene.frame_numbers[t];
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
                 const Tensor& poses, const VideoSize& size, double fps) {
  Scene scene;
  scene.title = title;
  scene.fps = fps;
  scene.frame_numbers.resize(static_cast<std::size_t>(poses.dim(0)));
  std::iota(scene.frame_numbers.begin(), scene.frame_numbers.end(), person.first_frame);
  scene.keypoints =
      SceneKeypoints{*model.layout, kernels::slice(person.keypoints, 2, {0, 2}), size};
  scene.motions.push_back({"Reconstruction", *model.skeleton, stood_up(poses), {}});
  return scene;
}

void add_reconstruction(Scene& scene, const PretrainedModel& model, const Tensor& poses) {
  const SceneMotion& first = scene.motions.front();
  if (!(first.skeleton == *model.skeleton))
    throw DataError(
        fmt::format("{}: the model returns {} joints, the first one {}: they cannot be "
                    "compared",
                    model.checkpoint, model.skeleton->num_joints(), first.skeleton.num_joints()));
  const Tensor upright = stood_up(poses);
  scene.motions.push_back({file_name(model.checkpoint), *model.skeleton, upright,
                           frame_errors_mm(upright, first.positions)});
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
