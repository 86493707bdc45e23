#include "pose/wild/reconstruct.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "pose/geometry/camera.h"
#include "pose/wild/doubt/pose_doubts.h"
#include "pose/wild/gaps.h"
#include "pose/wild/people.h"
#include "pose/wild/person_reconstruction.h"
#include "tensor/error.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

// The numbers of each keypoint that the model takes.
Tensor taken_numbers(const PretrainedModel& model, const Tensor& keypoints) {
  const Index K = model.layout->num_joints(), wanted = model.poses.options().features;
  if (keypoints.shape().rank() != 3 || keypoints.dim(1) != K || keypoints.dim(2) < 2 ||
      keypoints.dim(2) > 3)
    throw ShapeError(fmt::format("reconstruct: 'keypoints' has shape {}; expected (T, {}, 2 or 3)",
                                 keypoints.shape().to_string(), K));
  if (keypoints.dim(2) < wanted)
    throw DataError(fmt::format(
        "{}: the model takes x, y and score of every keypoint; these keypoints have no scores",
        model.checkpoint));
  return kernels::slice(keypoints, 2, {0, wanted});
}

}  // namespace

Reconstruction first_frames(const Reconstruction& whole, Index frames) {
  Reconstruction cut = whole;
  cut.poses = whole.poses.rows(0, frames);
  if (whole.up.defined()) cut.up = whole.up.rows(0, frames);
  return cut;
}

Reconstruction reconstruct(const PretrainedModel& model, const Tensor& keypoints,
                           const ReconstructOptions& options, const EvaluationProgress& progress) {
  if (model.input == ModelInput::person)
    return reconstruct_person(model, keypoints, options, progress);
  const Index T = keypoints.dim(0);
  const Tensor pixels = resample(taken_numbers(model, keypoints), options.video, options.model);
  Sequence sequence;
  sequence.keypoints = normalize_screen(pixels, options.size.width, options.size.height);
  const Mirroring mirroring{{model.layout->left, model.layout->right},
                            {model.skeleton->joints_left, model.skeleton->joints_right}};
  const Tensor poses = predict(model.poses, sequence, mirroring, options.prediction, progress);
  std::vector<double> variation = bone_variation(poses, *model.skeleton);
  if (model.path)
    add_path(poses, predict_trajectory(*model.path, sequence, mirroring, options.prediction));
  const Tensor result = resample(poses, options.model, options.video, T);
  return {smooth_between(result, rate(options.video), options.smoothing.value_or(NoFilter{}),
                         options.gaps),
          model.path.has_value(),
          {},
          std::move(variation)};
}

namespace {

// A window's keypoints (frames, 17, 3), what was not seen interpolated.
Tensor filled(const views::View& view, const KeypointLayout& layout) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const Index K = layout.num_joints();
  Tensor keypoints = Tensor::empty({static_cast<Index>(view.keypoints.size()) / (3 * K), K, 3});
  float* to = keypoints.data<float>();
  bool any = false;
  for (std::size_t i = 0; i < view.keypoints.size(); i += 3, to += 3) {
    const bool seen = view.keypoints[i + 2] > 0;
    any = any || seen;
    to[0] = seen ? view.keypoints[i] : kNaN;
    to[1] = seen ? view.keypoints[i + 1] : kNaN;
    to[2] = seen ? 1.0F : 0.0F;
  }
  if (!any) return Tensor::zeros(keypoints.shape());
  fill_missing(keypoints, layout);
  return keypoints;
}

}  // namespace

ViewLifter screen_lifter(const PretrainedModel& model, double rate, Index target,
                         const PredictOptions& options) {
  return [&model, rate, target, options](const std::vector<views::View>& views) {
    const Index J = model.skeleton->num_joints();
    const Tensor poses = Tensor::empty({static_cast<Index>(views.size()), J, 3});
    float* to = poses.data<float>();
    for (const views::View& view : views) {
      const Reconstruction lifted = reconstruct(model, filled(view, *model.layout),
                                                {.size = view.camera.size,
                                                 .video = frame_rate(rate),
                                                 .model = frame_rate(model.fps.value_or(rate)),
                                                 .prediction = options});
      const Tensor pose = lifted.poses.rows(target, target + 1);
      const float* from = pose.cpu_view<float>().data();
      for (Index j = 0; j < J; ++j, from += 3) {
        const Vec3 p = rotate(view.turn, {from[0], from[1], from[2]});
        for (const double x : {p.x, p.y, p.z}) *to++ = static_cast<float>(x);
      }
    }
    return poses;
  };
}

}  // namespace posegrad::pose
