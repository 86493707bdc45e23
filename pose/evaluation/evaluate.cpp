#include "pose/evaluation/evaluate.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/evaluation/metrics.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

const Tensor& ground_truth(const Sequence& sequence) {
  if (!sequence.positions.defined())
    throw DataError(fmt::format("subject {}, action '{}' has no 3D poses to compare with",
                                sequence.subject, sequence.action));
  return sequence.positions;
}

// What `predicted` (sum of T, J, 3) is compared with, where it lies. The target's root is the
// origin; what the model says of the root counts as it comes.
Tensor targets_of(const std::vector<Sequence>& sequences, const Tensor& predicted) {
  Tensor targets = Tensor::empty(predicted.shape(), DType::f32, predicted.device());
  Index begin = 0;
  for (const Sequence& sequence : sequences) {
    if (sequence.frames() == 0) continue;
    const Tensor& positions = ground_truth(sequence);
    const Tensor rows = targets.rows(begin, begin + sequence.frames());
    if (!(positions.shape() == rows.shape()))
      throw ShapeError(fmt::format("evaluation: the model gives poses {}, the 3D poses are {}",
                                   rows.shape().to_string(), positions.shape().to_string()));
    rows.copy_from(positions);
    begin += sequence.frames();
  }
  root_to_origin(targets.reshape({1, targets.dim(0), targets.dim(1), 3}));
  return targets;
}

// Mean of the errors [begin, end).
double mean(const std::vector<double>& errors, Index begin, Index end) {
  return std::accumulate(errors.begin() + begin, errors.begin() + end, 0.0) /
         static_cast<double>(end - begin);
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
  const Tensor predicted = predict_joined(model, sequences, mirroring, false, progress);
  const std::vector<double> errors = mpjpe_per_frame(predicted, targets_of(sequences, predicted));
  double sum = 0;
  Index begin = 0;
  for (const Sequence& sequence : sequences) {
    const Index T = sequence.frames();
    sum += mean(errors, begin, begin + T) * static_cast<double>(T);
    begin += T;
  }
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
    const Tensor predicted =
        predict_joined(model, group.sequences, dataset.mirroring, options.mirror, group_progress);
    const Tensor target = targets_of(group.sequences, predicted);
    const std::vector<double> position = mpjpe_per_frame(predicted, target),
                              aligned = p_mpjpe_per_frame(predicted, target),
                              scaled = n_mpjpe_per_frame(predicted, target),
                              velocity = velocity_error_per_frame(predicted, target);
    for (const Sequence& sequence : group.sequences) {
      if (sequence.frames() == 0) continue;
      const auto weight = static_cast<double>(sequence.frames());
      const Index begin = result.frames, end = begin + sequence.frames();
      result.errors.mpjpe += weight * mean(position, begin, end);
      result.errors.p_mpjpe += weight * mean(aligned, begin, end);
      result.errors.n_mpjpe += weight * mean(scaled, begin, end);
      if (sequence.frames() > 1) {
        result.errors.velocity += weight * mean(velocity, begin, end - 1);
        moving_frames += weight;
      }
      result.frames = end;
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
