#include "pose/training/with_trajectory.h"

#include "autograd/ops.h"
#include "pose/evaluation/metrics.h"
#include "pose/evaluation/own_sequences.h"
#include "pose/evaluation/sequence_errors.h"
#include "pose/training/losses.h"
#include "pose/training/path_target.h"
#include "tensor/call_site.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

// Frame-weighted mean, in evaluation mode and without mirroring.
double path_error(const WithTrajectoryTask::Setup& setup, const std::vector<Sequence>& sequences,
                  Communicator* shards) {
  const std::vector<Tensor> paths =
      predict_trajectories(setup.path, own_sequences(sequences, shards), setup.mirroring,
                           {.mirror = false, .fast = setup.fast_evaluation});
  const CallScope scope("evaluation"), which("metrics"), of("trajectory");
  SequenceErrors errors(total_frames(sequences), shards);
  auto next = paths.begin();
  for (Index i = 0; i < std::ssize(sequences); ++i) {
    const Sequence& sequence = sequences[static_cast<std::size_t>(i)];
    if (is_own(i, shards))
      errors.add(*next++, kernels::slice(sequence.positions, 1, {0, 1}));
    else
      errors.add_none(sequence.frames());
  }
  return errors.mean();
}

}  // namespace

TrainingTask::StepLoss WithTrajectoryTask::loss(const Batch& batch, const nn::Pass& pass, Index) {
  const PathTarget path(batch.positions);
  root_to_origin(batch.positions);
  const Variable input(batch.keypoints);
  const Variable poses = forward_as("model_pos", setup_.poses, input, pass, setup_.form);
  const Variable paths = forward_as("model_traj", setup_.path, input, pass, setup_.form);
  const CallScope scope("loss");
  const Variable pose_loss = share_of_batch(mpjpe_loss(poses, Variable(batch.positions)), pass);
  const Variable path_loss = share_of_batch(path.loss(paths), pass);
  return {pose_loss + path_loss, pose_loss};
}

void WithTrajectoryTask::evaluate(EpochReport& report, const EvaluationProgress& progress,
                                  Communicator* shards) {
  report.valid_error = validation_error(setup_.poses, setup_.validation, setup_.mirroring,
                                        setup_.fast_evaluation, progress, shards);
  report.train_eval_error = validation_error(setup_.poses, setup_.training, setup_.mirroring,
                                             setup_.fast_evaluation, progress, shards);
  report.trajectory = TrajectoryErrors{path_error(setup_, setup_.training, shards),
                                       path_error(setup_, setup_.validation, shards)};
}

}  // namespace posegrad::pose
