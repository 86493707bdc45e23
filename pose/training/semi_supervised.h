#pragma once
#include <vector>

#include "pose/data/batch_feed.h"
#include "pose/data/part_of_batches.h"
#include "pose/geometry/skeleton.h"
#include "pose/model/temporal_model.h"
#include "pose/training/semi_losses.h"
#include "pose/training/training_run.h"

namespace posegrad::pose {

struct SemiSupervisedOptions {
  Index warmup = 1;  // epochs before the unlabelled terms count
  bool projection = true;
  bool bone_length = true;
  /// Of the projection in the loss; what is reported is always distorted.
  Lens lens = Lens::distorted;
};

/// Semi-supervised training of arXiv:1811.11742, section 3.2: a second model says where the root
/// is, and unlabelled poses, put there, must project onto the keypoints that they were made from.
/// Labelled and unlabelled samples go through both models as one batch. The loss is
///   MPJPE(labelled poses) + MPJPE(labelled paths, weighted by 1 / depth)
///   + 2D MPJPE(projected unlabelled poses, their keypoints) + |difference of mean bone lengths|
/// In warm-up epochs the last two are left out; the unlabelled batch is drawn and not used.
class SemiSupervisedTask final : public TrainingTask {
 public:
  struct Setup {
    const TemporalModel& poses;
    const TemporalModel& path;
    ModelForm form;  // of the training steps; evaluation is always dilated
    const Mirroring& mirroring;
    const Skeleton& skeleton;
    ChunkedBatches& unlabelled;  // endless
    const std::vector<Sequence>& training;
    const std::vector<Sequence>& validation;
    SemiSupervisedOptions options;
    bool fast_evaluation = true;  // as in PredictOptions
    /// A shard's samples of `unlabelled`.
    PartOfBatches* part = nullptr;
  };
  /// Keeps the references.
  explicit SemiSupervisedTask(Setup setup);

  void advance() override { unlabelled_.advance(); }
  void look_ahead() override { unlabelled_.look_ahead(); }
  Index variant(Index epochs_done) const override;
  StepLoss loss(const Batch& batch, const nn::Pass& pass, Index epochs_done) override;
  void evaluate(EpochReport& report, const EvaluationProgress& progress,
                Communicator* shards) override;

 private:
  bool is_warm(Index epochs_done) const { return epochs_done >= setup_.options.warmup; }
  struct Samples;
  Samples put_together(const Batch& batch, const nn::Pass& pass, bool warm) const;

  Setup setup_;
  BatchFeed unlabelled_;
  Bones bones_;
};

/// Throws DataError, naming the reason, unless projected poses can be compared with the keypoints
/// of this data set: both must have the same joints in the same order, and every unlabelled camera
/// its intrinsics.
void check_semi_supervision(const Dataset& dataset, const std::vector<Sequence>& unlabelled);

}  // namespace posegrad::pose
