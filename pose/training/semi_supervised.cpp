#include "pose/training/semi_supervised.h"

#include <fmt/format.h>

#include "autograd/ops.h"
#include "pose/data/collect.h"
#include "pose/data/root_to_origin.h"
#include "pose/evaluation/error_means.h"
#include "pose/evaluation/metrics.h"
#include "pose/evaluation/sequence_errors.h"
#include "pose/training/losses.h"
#include "pose/training/path_target.h"
#include "tensor/call_site.h"
#include "tensor/error.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

constexpr Index kSamples = 0, kFrames = 1, kNumbers = 3;  // axes of (N, L, J, D)

Tensor take(const Tensor& x, Index axis, Index begin, Index end) {
  return kernels::slice(x, static_cast<int>(axis), {begin, end});
}
Variable take(const Variable& x, Index axis, Index begin, Index end) {
  return slice(x, static_cast<int>(axis), {begin, end});
}

// x, y of the frames that the outputs belong to: the middle ones of an input window, of a causal
// model the last ones.
Tensor output_keypoints(const Tensor& window, const TemporalModel& model) {
  const Index first = model.options().causal ? 2 * model.padding() : model.padding();
  const Index frames = window.dim(1) - 2 * model.padding();
  return take(take(window, kFrames, first, first + frames), kNumbers, 0, 2);
}

// Frame-weighted means over sequences in evaluation mode.
struct Errors {
  double pose = 0, path = 0, projection = 0;
};

Tensor projection_error(const Sequence& sequence, const Tensor& poses, const Tensor& root) {
  const NoGrad no_grad;
  const Shape one{1, poses.dim(0), poses.dim(1), 3};
  const Tensor keypoints =
      take(sequence.keypoints, 2, 0, 2).reshape({1, poses.dim(0), poses.dim(1), 2});
  return reprojection_loss(Variable(poses.reshape(one)), Variable(root.reshape({1, one[1], 1, 3})),
                           keypoints, sequence.intrinsics.reshape({1, sequence.intrinsics.numel()}),
                           Lens::distorted)
      .value();
}

Errors measure(const SemiSupervisedTask::Setup& setup, const std::vector<Sequence>& sequences,
               const EvaluationProgress& progress) {
  const PredictOptions how{.mirror = false, .fast = setup.fast_evaluation};
  const std::vector<Tensor> poses = predict(setup.poses, sequences, setup.mirroring, how, progress);
  const std::vector<Tensor> paths =
      predict_trajectories(setup.path, sequences, setup.mirroring, how);
  const CallScope scope("evaluation"), which("metrics");
  const Index frames = total_frames(sequences), S = std::ssize(sequences);
  SequenceErrors pose(frames), path(frames);
  const Tensor projection = Tensor::empty({S}), weight = Tensor::empty({S}, DType::f64),
               mean = Tensor::empty({}, DType::f64);
  for (Index i = 0; i < S; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const Sequence& sequence = sequences[at];
    if (sequence.positions.defined()) {
      const Tensor target = Tensor::empty(sequence.positions.shape());
      root_to_origin(sequence.positions, target);
      pose.add(poses[at], target);
      path.add(paths[at], take(sequence.positions, 1, 0, 1));
    } else {
      pose.add_none(sequence.frames());
      path.add_none(sequence.frames());
    }
    const CallScope of("projection");
    collect(projection_error(sequence, poses[at], paths[at]).reshape({1}),
            projection.rows(i, i + 1));
    weight.data<double>()[i] = static_cast<double>(sequence.frames());
  }
  weighted_mean(projection, weight, mean);
  return {pose.mean(), path.mean(), mean.item()};
}

}  // namespace

SemiSupervisedTask::SemiSupervisedTask(Setup setup)
    : setup_(setup),
      unlabelled_(setup.unlabelled, setup.poses.shrink().weight().value().device()),
      bones_(setup.skeleton, setup.poses.shrink().weight().value().device()) {}

Index SemiSupervisedTask::variant(Index epochs_done) const {
  return is_warm(epochs_done) ? unlabelled_.size() : 0;
}

TrainingTask::StepLoss SemiSupervisedTask::loss(const Batch& batch, const nn::Pass& pass,
                                                Index epochs_done) {
  const bool warm = is_warm(epochs_done);
  const Batch other = warm ? unlabelled_.batch() : Batch{};
  const Index labelled = batch.size(), all = labelled + (warm ? other.size() : 0);
  const Variable input(warm ? kernels::concat(batch.keypoints, other.keypoints, 0)
                            : batch.keypoints);

  const PathTarget path(batch.positions);
  root_to_origin(batch.positions);

  const Variable poses = forward_as("model_pos", setup_.poses, input, pass, setup_.form);
  const Variable paths = forward_as("model_traj", setup_.path, input, pass, setup_.form);
  const CallScope scope("loss");
  const Variable own_poses = take(poses, kSamples, 0, labelled),
                 own_paths = take(paths, kSamples, 0, labelled);
  const Variable pose_loss = mpjpe_loss(own_poses, Variable(batch.positions));
  Variable total = pose_loss + path.loss(own_paths);
  if (warm) {
    const Variable other_poses = take(poses, kSamples, labelled, all),
                   other_paths = take(paths, kSamples, labelled, all);
    if (setup_.options.projection)
      total = total + reprojection_loss(other_poses, other_paths,
                                        output_keypoints(other.keypoints, setup_.poses),
                                        other.intrinsics, setup_.options.lens);
    if (setup_.options.bone_length)
      total = total + bone_length_loss(own_poses, other_poses, bones_);
  }
  return {total, pose_loss};
}

void SemiSupervisedTask::evaluate(EpochReport& report, const EvaluationProgress& progress) {
  const Errors valid = measure(setup_, setup_.validation, progress);
  const Errors train = measure(setup_, setup_.training, progress);
  const Errors unlabelled = measure(setup_, setup_.unlabelled.sequences(), progress);
  report.valid_error = valid.pose;
  report.train_eval_error = train.pose;
  report.trajectory = TrajectoryErrors{train.path, valid.path};
  report.projection = ProjectionErrors{train.projection, unlabelled.projection, valid.projection};
}

void check_semi_supervision(const Dataset& dataset, const std::vector<Sequence>& unlabelled) {
  if (dataset.keypoint_joints() != dataset.skeleton.num_joints() ||
      (!dataset.keypoint_layout.empty() && dataset.keypoint_layout != dataset.name))
    throw DataError(fmt::format(
        "semi-supervision compares projected {} joints with the 2D keypoints, but these are {} "
        "keypoints of the layout '{}': give keypoints in the order of the {} skeleton with -k",
        dataset.skeleton.num_joints(), dataset.keypoint_joints(),
        dataset.keypoint_layout.empty() ? "unknown" : dataset.keypoint_layout, dataset.name));
  for (const Sequence& s : unlabelled)
    if (!s.intrinsics.defined())
      throw DataError(fmt::format(
          "subject {}, action '{}', camera {}: semi-supervision needs the camera's intrinsics",
          s.subject, s.action, s.camera_number));
}

}  // namespace posegrad::pose
