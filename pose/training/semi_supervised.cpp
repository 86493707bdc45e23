#include "pose/training/semi_supervised.h"

#include <fmt/format.h>

#include "autograd/ops.h"
#include "pose/data/collect.h"
#include "pose/data/root_to_origin.h"
#include "pose/evaluation/error_means.h"
#include "pose/evaluation/metrics.h"
#include "pose/evaluation/own_sequences.h"
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
               const EvaluationProgress& progress, Communicator* shards) {
  const PredictOptions how{.mirror = false, .fast = setup.fast_evaluation};
  const std::vector<Sequence> own = own_sequences(sequences, shards);
  const std::vector<Tensor> poses = predict(setup.poses, own, setup.mirroring, how, progress);
  const std::vector<Tensor> paths = predict_trajectories(setup.path, own, setup.mirroring, how);
  const CallScope scope("evaluation"), which("metrics");
  const Index frames = total_frames(sequences), S = std::ssize(sequences);
  SequenceErrors pose(frames, shards), path(frames, shards);
  const Tensor projection = Tensor::zeros({S}), weight = Tensor::empty({S}, DType::f64),
               mean = Tensor::empty({}, DType::f64);
  std::size_t at = 0;  // of our own
  for (Index i = 0; i < S; ++i) {
    const Sequence& sequence = sequences[static_cast<std::size_t>(i)];
    weight.data<double>()[i] = static_cast<double>(sequence.frames());
    if (!is_own(i, shards)) {
      pose.add_none(sequence.frames());
      path.add_none(sequence.frames());
      continue;
    }
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
    ++at;
  }
  if (shards != nullptr) shards->sum(projection.cpu_span<float>());
  weighted_mean(projection, weight, mean);
  return {pose.mean(), path.mean(), mean.item()};
}

}  // namespace

SemiSupervisedTask::SemiSupervisedTask(Setup setup)
    : setup_(setup),
      unlabelled_(setup.part ? static_cast<BatchSource&>(*setup.part) : setup.unlabelled,
                  setup.poses.shrink().weight().value().device()),
      bones_(setup.skeleton, setup.poses.shrink().weight().value().device()) {}

Index SemiSupervisedTask::variant(Index epochs_done) const {
  return is_warm(epochs_done) ? unlabelled_.size() : 0;
}

// What goes through the models together: labelled samples, then unlabelled ones. A shard may have none of
// one kind; a sample of the other then takes its place in the loss, where it counts for nothing, so that
// all shards do the same.
struct SemiSupervisedTask::Samples {
  Tensor input;
  SampleRange own, others;  // where they lie in `input`
  double own_share = 1, other_share = 1;
  nn::Shard shard;
  bool is_shard = false;

  static Variable of(const SampleRange& range, const Variable& x) {
    return take(x, kSamples, range.begin, range.end);
  }
};

SemiSupervisedTask::Samples SemiSupervisedTask::put_together(const Batch& batch,
                                                             const nn::Pass& pass,
                                                             bool warm) const {
  const Batch other = warm ? unlabelled_.batch() : Batch{};
  if (pass.shard == nullptr) {
    const Index n = batch.size(), m = warm ? other.size() : 0;
    return {warm ? kernels::concat(batch.keypoints, other.keypoints, 0) : batch.keypoints,
            {0, n, n + m},
            {n, n + m, n + m},
            1,
            1,
            {},
            false};
  }
  const SampleRange range = warm ? setup_.part->range() : SampleRange{};
  const Index n = pass.shard->samples, m = range.size(), all = std::max<Index>(n + m, 1);
  Samples samples{n > 0 && m > 0 ? kernels::concat(batch.keypoints, other.keypoints, 0)
                  : m > 0        ? other.keypoints
                                 : batch.keypoints,
                  n > 0 ? SampleRange{0, n, all} : SampleRange{0, 1, all},
                  m > 0 ? SampleRange{n, n + m, all} : SampleRange{0, 1, all},
                  pass.shard->share(),
                  warm ? static_cast<double>(m) / static_cast<double>(range.whole) : 0,
                  *pass.shard,
                  true};
  nn::Shard& shard = samples.shard;
  shard.samples = n + m;
  shard.of += range.whole;
  shard.split = n;
  shard.before = pass.shard->behind;
  shard.behind = pass.shard->of + range.begin - n;
  return samples;
}

TrainingTask::StepLoss SemiSupervisedTask::loss(const Batch& batch, const nn::Pass& pass,
                                                Index epochs_done) {
  const bool warm = is_warm(epochs_done);
  const Samples samples = put_together(batch, pass, warm);
  nn::Pass through = pass;
  if (samples.is_shard) through.shard = &samples.shard;
  const Variable input(samples.input);

  const PathTarget path(batch.positions);
  root_to_origin(batch.positions);

  const Variable poses = forward_as("model_pos", setup_.poses, input, through, setup_.form);
  const Variable paths = forward_as("model_traj", setup_.path, input, through, setup_.form);
  const CallScope scope("loss");
  const Variable own_poses = Samples::of(samples.own, poses),
                 own_paths = Samples::of(samples.own, paths);
  const Variable pose_loss = share_of_batch(mpjpe_loss(own_poses, Variable(batch.positions)), pass);
  Variable total = pose_loss + share_of_batch(path.loss(own_paths), pass);
  if (!warm) return {total, pose_loss};
  const Batch other = unlabelled_.batch();
  const Variable other_poses = Samples::of(samples.others, poses),
                 other_paths = Samples::of(samples.others, paths);
  if (setup_.options.projection) {
    const Variable projected =
        reprojection_loss(other_poses, other_paths, output_keypoints(other.keypoints, setup_.poses),
                          other.intrinsics, setup_.options.lens);
    total = total + (samples.is_shard ? projected * samples.other_share : projected);
  }
  if (setup_.options.bone_length)
    total = total + (samples.is_shard
                         ? bone_length_loss(own_poses, samples.own_share, other_poses,
                                            samples.other_share, bones_, *pass.shard->group)
                         : bone_length_loss(own_poses, other_poses, bones_));
  return {total, pose_loss};
}

void SemiSupervisedTask::evaluate(EpochReport& report, const EvaluationProgress& progress,
                                  Communicator* shards) {
  const Errors valid = measure(setup_, setup_.validation, progress, shards);
  const Errors train = measure(setup_, setup_.training, progress, shards);
  const Errors unlabelled = measure(setup_, setup_.unlabelled.sequences(), progress, shards);
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
