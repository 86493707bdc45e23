#include "pose/evaluate.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/metrics.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

// The target's root is the origin; what the model says of the root counts as it comes.
Tensor root_at_origin(const Tensor& positions) {
  Tensor target = positions.clone();
  const Index J = target.dim(1);
  const std::span<float> numbers = target.cpu_span<float>();
  for (Index t = 0; t < target.dim(0); ++t) std::fill_n(numbers.begin() + t * J * 3, 3, 0.0F);
  return target;
}

const Tensor& ground_truth(const Sequence& sequence) {
  if (!sequence.positions.defined())
    throw DataError(fmt::format("subject {}, action '{}' has no 3D poses to compare with",
                                sequence.subject, sequence.action));
  return sequence.positions;
}

struct Group {
  std::string action;
  std::vector<Sequence> sequences;
};

std::vector<Group> group_by_action(const Dataset& dataset, const EvaluationOptions& options) {
  std::vector<Group> groups;
  for (const std::string& name : options.subjects) {
    const Subject& subject = dataset.subject(name);
    for (const std::string& action : subject.evaluation_order) {
      if (!action_matches(action, options.action_prefixes)) continue;
      const std::string word = action.substr(0, action.find(' '));
      auto group = std::ranges::find(groups, word, &Group::action);
      if (group == groups.end()) group = groups.insert(groups.end(), {word, {}});
      for (const Sequence& view : subject.recording(action).views)
        group->sequences.push_back(downsampled(view, options.downsample));
    }
  }
  return groups;
}

}  // namespace

double validation_error(const TemporalModel& model, const std::vector<Sequence>& sequences,
                        const Mirroring& mirroring, const EvaluationProgress& progress) {
  const std::vector<Tensor> predicted = predict(model, sequences, mirroring, false, progress);
  double sum = 0;
  for (std::size_t i = 0; i < sequences.size(); ++i)
    sum += mpjpe(predicted[i], root_at_origin(ground_truth(sequences[i]))) *
           static_cast<double>(sequences[i].frames());
  return sum / static_cast<double>(total_frames(sequences));
}

std::vector<ActionErrors> evaluate_actions(const TemporalModel& model, const Dataset& dataset,
                                           const EvaluationOptions& options,
                                           const EvaluationProgress& progress) {
  const std::vector<Group> groups = group_by_action(dataset, options);
  if (groups.empty())
    throw DataError(fmt::format(
        "evaluation: subject {} has no action with ground truth{}",
        fmt::join(options.subjects, ", "),
        options.action_prefixes.empty()
            ? std::string()
            : fmt::format(" that begins with {}", fmt::join(options.action_prefixes, " or "))));
  Index all = 0, done = 0;
  for (const Group& group : groups) all += total_frames(group.sequences);

  std::vector<ActionErrors> results;
  for (const Group& group : groups) {
    ActionErrors result{group.action, {}, 0};
    double moving_frames = 0;  // of sequences with at least two frames: one frame has no velocity
    const auto group_progress = [&](Index frames, Index) {
      if (progress) progress(done + frames, all);
    };
    const std::vector<Tensor> predictions =
        predict(model, group.sequences, dataset.mirroring, options.mirror, group_progress);
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      const Sequence& sequence = group.sequences[i];
      if (sequence.frames() == 0) continue;
      const Tensor& predicted = predictions[i];
      const Tensor target = root_at_origin(ground_truth(sequence));
      const auto weight = static_cast<double>(sequence.frames());
      result.errors.mpjpe += weight * mpjpe(predicted, target);
      result.errors.p_mpjpe += weight * p_mpjpe(predicted, target);
      result.errors.n_mpjpe += weight * n_mpjpe(predicted, target);
      if (sequence.frames() > 1) {
        result.errors.velocity += weight * mean_velocity_error(predicted, target);
        moving_frames += weight;
      }
      result.frames += sequence.frames();
    }
    done += result.frames;
    const auto frames = static_cast<double>(result.frames);
    result.errors = {result.errors.mpjpe / frames, result.errors.p_mpjpe / frames,
                     result.errors.n_mpjpe / frames, result.errors.velocity / moving_frames};
    results.push_back(std::move(result));
  }
  return results;
}

PoseErrors action_average(const std::vector<ActionErrors>& actions) {
  PoseErrors mean;
  for (const ActionErrors& a : actions) {
    mean.mpjpe += a.errors.mpjpe;
    mean.p_mpjpe += a.errors.p_mpjpe;
    mean.n_mpjpe += a.errors.n_mpjpe;
    mean.velocity += a.errors.velocity;
  }
  const auto count = static_cast<double>(actions.size());
  return {mean.mpjpe / count, mean.p_mpjpe / count, mean.n_mpjpe / count, mean.velocity / count};
}

}  // namespace posegrad::pose
