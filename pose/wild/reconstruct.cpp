#include "pose/wild/reconstruct.h"

#include <fmt/format.h>

#include "pose/geometry/camera.h"
#include "pose/wild/doubt/bone_variation.h"
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
  const Tensor poses = predict(model.poses, sequence, mirroring, options.mirror, progress);
  std::vector<double> variation = bone_variation(poses, *model.skeleton);
  if (model.path)
    add_path(poses, predict_trajectory(*model.path, sequence, mirroring, options.mirror));
  return {resample(poses, options.model, options.video, T),
          model.path.has_value(),
          {},
          std::move(variation)};
}

}  // namespace posegrad::pose
