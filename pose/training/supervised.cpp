#include "pose/training/supervised.h"

#include "pose/training/losses.h"
#include "tensor/call_site.h"

namespace posegrad::pose {

TrainingTask::StepLoss SupervisedTask::loss(const Batch& batch, const nn::Pass& pass, Index) {
  root_to_origin(batch.positions);
  const Variable predicted =
      forward_as("model_pos", setup_.model, Variable(batch.keypoints), pass, setup_.form);
  const CallScope scope("loss");
  const Variable loss = share_of_batch(mpjpe_loss(predicted, Variable(batch.positions)), pass);
  return {loss, loss};
}

void SupervisedTask::evaluate(EpochReport& report, const EvaluationProgress& progress,
                              Communicator* shards) {
  report.valid_error = validation_error(setup_.model, setup_.validation, setup_.mirroring,
                                        setup_.fast_evaluation, progress, shards);
  report.train_eval_error = validation_error(setup_.model, setup_.training, setup_.mirroring,
                                             setup_.fast_evaluation, progress, shards);
}

}  // namespace posegrad::pose
