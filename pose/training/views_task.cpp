#include "pose/training/views_task.h"

#include "pose/data/views/view_batches.h"
#include "pose/evaluation/metrics.h"
#include "pose/evaluation/own_sequences.h"
#include "pose/evaluation/predict_windows.h"
#include "pose/evaluation/sequence_errors.h"
#include "pose/training/losses.h"
#include "tensor/call_site.h"

namespace posegrad::pose {
namespace {

constexpr std::uint32_t kEvaluationSeed = 2718;  // no epoch's

}  // namespace

TrainingTask::StepLoss ViewsTask::loss(const Batch& batch, const nn::Pass& pass, Index) {
  const Variable predicted = forward_as("model_pos", setup_.model, Variable(batch.keypoints), pass,
                                        ModelForm::single_frame);
  const CallScope scope("loss");
  const Variable loss = share_of_batch(mpjpe_loss(predicted, Variable(batch.positions)), pass);
  return {loss, loss};
}

double ViewsTask::error_of(const views::EndlessViews& views, const std::function<void(Index)>& done,
                           Communicator* shards) const {
  ViewBatches batches(views, {.samples_per_epoch = setup_.evaluated, .seed = kEvaluationSeed});
  SequenceErrors errors(setup_.evaluated, shards);
  for (Index i = 0;; ++i) {
    if (!is_own(i, shards)) {
      const std::optional<std::vector<Chunk>> others = batches.next_chunks();
      if (!others) break;
      errors.add_none(std::ssize(*others));
      continue;
    }
    const std::optional<Batch> batch = batches.next();
    if (!batch) break;
    const Index B = batch->size(), J = batch->positions.dim(2);
    const Tensor predicted = predict_windows(setup_.model, batch->keypoints);
    const CallScope scope("evaluation"), which("metrics");
    errors.add(predicted, batch->positions.reshape({B, J, 3}).to(predicted.device()));
    done(errors.frames());
  }
  const CallScope scope("evaluation"), which("metrics");
  return errors.mean();
}

void ViewsTask::evaluate(EpochReport& report, const EvaluationProgress& progress,
                         Communicator* shards) {
  const auto tell = [&](Index before) {
    return [this, &progress, before](Index done) {
      if (progress) progress(before + done, 2 * setup_.evaluated);
    };
  };
  report.valid_error = error_of(setup_.validation, tell(0), shards);
  report.train_eval_error = error_of(setup_.training, tell(setup_.evaluated), shards);
}

}  // namespace posegrad::pose
