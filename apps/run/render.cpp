#include <algorithm>
#include <memory>
#include <numeric>

#include <fmt/format.h>

#include "apps/console/console.h"
#include "apps/console/progress.h"
#include "apps/console/shown.h"
#include "apps/files/scene_output.h"
#include "apps/run/data.h"
#include "apps/run/jobs.h"
#include "pose/evaluation/predict.h"
#include "pose/formats/npy.h"
#include "pose/scene/motion_errors.h"
#include "pose/video/video_info.h"
#include "pose/wild/upright.h"
#include "tensor/error.h"
#include "tensor/kernels/slice.h"

namespace posegrad::apps {
namespace {

constexpr double kUnknownRate = 25;  // frames per second, for drawing

/// One sequence of the data set and what belongs to it.
struct Shown {
  const pose::Subject& subject;
  const pose::Recording& recording;
  const pose::Camera& camera;
  pose::Sequence view;  // cut to --viz-limit

  bool has_ground_truth() const { return view.positions.defined(); }
};

Tensor first_frames(const Tensor& x, Index limit) {
  return x.defined() ? x.rows(0, std::min(limit, x.dim(0))) : x;
}

Shown find_shown(const RunOptions& options, const pose::Dataset& dataset) {
  const pose::Subject& subject = find_subject(dataset, options.viz_subject);
  const pose::Recording& recording = find_recording(subject, options.viz_action);
  const auto cameras = static_cast<Index>(recording.views.size());
  if (options.viz_camera >= cameras)
    throw DataError(fmt::format("--viz-camera {}: subject {}, action '{}' has {}",
                                options.viz_camera, options.viz_subject, recording.action,
                                cameras == 1
                                    ? "1 camera, number 0"
                                    : fmt::format("{} cameras, 0 to {}", cameras, cameras - 1)));
  const auto number = static_cast<std::size_t>(options.viz_camera);
  return {subject, recording, subject.cameras[number], recording.views[number]};
}

Tensor root_path(const Tensor& positions) { return kernels::slice(positions, 1, {0, 1}); }

// Ground truth of the camera's space with every joint where it is: in the sequence all but the root
// are relative to it.
Tensor ground_truth(const pose::Sequence& view) {
  Tensor poses = view.positions.clone();
  for (Index t = 0; t < poses.dim(0); ++t)
    std::fill_n(poses.data<float>() + t * poses.dim(1) * 3, 3, 0.0F);
  pose::add_path(poses, root_path(view.positions));
  return poses;
}

pose::KeypointLayout layout_of(const pose::Dataset& dataset) {
  if (const pose::KeypointLayout* known = pose::find_keypoint_layout(dataset.keypoint_layout);
      known != nullptr && known->num_joints() == dataset.keypoint_joints())
    return *known;
  pose::KeypointLayout layout;
  layout.name = dataset.keypoint_layout;
  for (Index k = 0; k < dataset.keypoint_joints(); ++k)
    layout.joints.push_back(fmt::format("keypoint {}", k));
  layout.left = dataset.mirroring.keypoints.left;
  layout.right = dataset.mirroring.keypoints.right;
  return layout;
}

double frame_rate(const RunOptions& options, const pose::Dataset& dataset) {
  if (dataset.fps > 0) return dataset.fps;
  if (!options.viz_video.empty())
    if (const double fps = pose::probe_video(options.viz_video).fps; fps > 0) return fps;
  console::note(
      fmt::format("posegrad run: nothing says how many frames a second there are: drawn at {} "
                  "(--viz-video brings its own)",
                  kUnknownRate));
  return kUnknownRate;
}

// Puts the poses, which are in camera space, into the world.
void add_motions(const RunOptions& options, const pose::Dataset& dataset, const Shown& shown,
                 const Tensor& poses, pose::Scene& scene) {
  if (shown.has_ground_truth() && shown.camera.place) {
    const pose::Camera::Place& place = *shown.camera.place;
    pose::add_path(poses, root_path(shown.view.positions));
    const Tensor truth = pose::camera_to_world(ground_truth(shown.view), place);
    const Tensor world = pose::camera_to_world(poses, place);
    scene.motions.push_back({"Reconstruction", dataset.skeleton, world, {}});
    if (options.viz_ground_truth)
      scene.motions.push_back(
          {"Ground truth", dataset.skeleton, truth, pose::frame_errors_mm(truth, world)});
    return;
  }
  const Tensor upright = pose::rotate_to_world(poses, pose::drawing_orientation(dataset));
  scene.motions.push_back({"Reconstruction", dataset.skeleton, pose::set_on_floor(upright), {}});
}

pose::Scene scene_of(const RunOptions& options, const pose::Dataset& dataset, const Shown& shown,
                     const Tensor& poses) {
  pose::Scene scene;
  scene.title = fmt::format("{}, {}", shown.subject.name, shown.recording.action);
  scene.fps = frame_rate(options, dataset);
  scene.azimuth = shown.camera.azimuth;
  scene.frame_numbers.resize(static_cast<std::size_t>(poses.dim(0)));
  std::iota(scene.frame_numbers.begin(), scene.frame_numbers.end(), 0);
  scene.keypoints =
      pose::SceneKeypoints{layout_of(dataset),
                           pose::screen_to_pixels(kernels::slice(shown.view.keypoints, 2, {0, 2}),
                                                  shown.camera.width, shown.camera.height),
                           {shown.camera.width, shown.camera.height}};
  add_motions(options, dataset, shown, poses, scene);
  return scene;
}

}  // namespace

bool run_render(const RunOptions& options, const pose::Dataset& dataset, const RunModel& model) {
  Shown shown = find_shown(options, dataset);
  const pose::PredictOptions& how = options.prediction;
  Tensor poses;
  {
    std::unique_ptr<Progress> progress;
    poses =
        pose::predict(model.pose, shown.view, dataset.mirroring, how, [&](Index done, Index all) {
          if (!progress)
            progress =
                std::make_unique<Progress>(progress_on_stderr(), "reconstructing", "frames", all);
          progress->update(done);
        });
  }
  if (model.trajectory && !shown.has_ground_truth())
    pose::add_path(poses,
                   pose::predict_trajectory(*model.trajectory, shown.view, dataset.mirroring, how));
  if (options.viz_limit >= 0) {
    poses = first_frames(poses, options.viz_limit);
    shown.view.keypoints = first_frames(shown.view.keypoints, options.viz_limit);
    shown.view.positions = first_frames(shown.view.positions, options.viz_limit);
  }
  if (!options.viz_export.empty()) {
    console::print(fmt::format("Exporting joint positions to {}", options.viz_export));
    pose::formats::save_npy(options.viz_export, pose::formats::NdArray::of_tensor(poses));
  }
  if (options.viz_output.empty()) return true;
  MotionFiles motion({});
  SceneOutputs outputs{.paths = {options.viz_output},
                       .draw = draw_options(options),
                       .positions = {},
                       .motion = &motion,
                       .person = shown.subject.name};
  outputs.draw.size = static_cast<double>(options.viz_size);
  outputs.draw.video = options.viz_video;
  pose::Scene scene = scene_of(options, dataset, shown, poses);
  if (!write_scene(scene, outputs)) return false;
  write_files_of_all(outputs.paths, motion);
  return true;
}

}  // namespace posegrad::apps
