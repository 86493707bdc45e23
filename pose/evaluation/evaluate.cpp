#include "pose/evaluation/evaluate.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/data/root_to_origin.h"
#include "pose/evaluation/error_means.h"
#include "pose/evaluation/frame_errors.h"
#include "pose/evaluation/metrics.h"
#include "pose/evaluation/own_sequences.h"
#include "pose/evaluation/sequence_errors.h"
#include "tensor/call_site.h"
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
    root_to_origin(positions.to(rows.device()), rows);
    begin += sequence.frames();
  }
  return targets;
}

std::vector<Index> frames_of(const std::vector<Sequence>& sequences) {
  std::vector<Index> frames;
  for (const Sequence& sequence : sequences) frames.push_back(sequence.frames());
  return frames;
}

constexpr std::array kNames{"MPJPE", "P-MPJPE", "N-MPJPE", "velocity error"};
constexpr auto kErrors = static_cast<Index>(kNames.size());

PoseErrors pose_errors(const Tensor& numbers) {
  return {numbers.at(0), numbers.at(1), numbers.at(2), numbers.at(3)};
}

// The four errors of one action, to numbers (4).
void measure(const std::string& action, const Tensor& predicted, const Tensor& target,
             const std::vector<Index>& frames, const Tensor& numbers) {
  Index number = 0;
  const auto add = [&]<class Op>(const Op&) {
    const std::string_view name = kNames.at(static_cast<std::size_t>(number));
    const CallScope which(name);
    const Tensor y = numbers.rows(number, number + 1).reshape({});
    mean_over_sequences(frame_errors<Op>(predicted, target), frames, Op::Measure::kFrames, y);
    observe_figure(fmt::format("{}, {}", name, action), y.item());
    ++number;
  };
  add(Mpjpe{});
  add(PMpjpe{});
  add(NMpjpe{});
  add(Mpjve{});
}

// numbers (A, 4) of the actions -> (4)
Tensor action_average(const Tensor& numbers) {
  const CallScope scope("evaluation"), which("metrics"), of("mean over actions");
  const Index count = numbers.numel();
  const Tensor error = Tensor::empty({count}, DType::i64),
               mean = Tensor::empty({kErrors}, DType::f64);
  for (Index i = 0; i < count; ++i) error.data<Index>()[i] = i % kErrors;
  group_mean(numbers.reshape({count}), error, mean);
  for (Index i = 0; i < kErrors; ++i)
    observe_figure(fmt::format("{}, mean over actions", kNames.at(static_cast<std::size_t>(i))),
                   mean.at(i));
  return mean;
}

double validation_error_of_shards(const TemporalModel& model,
                                  const std::vector<Sequence>& sequences,
                                  const Mirroring& mirroring, const PredictOptions& how,
                                  const EvaluationProgress& progress, Communicator& shards) {
  const std::vector<Tensor> own =
      predict(model, own_sequences(sequences, &shards), mirroring, how, progress);
  const CallScope scope("evaluation"), which("metrics");
  SequenceErrors errors(total_frames(sequences), &shards);
  auto next = own.begin();
  for (Index i = 0; i < std::ssize(sequences); ++i) {
    const Sequence& sequence = sequences[static_cast<std::size_t>(i)];
    if (is_own(i, &shards)) {
      errors.add(*next, targets_of({sequence}, *next));
      ++next;
    } else {
      errors.add_none(sequence.frames());
    }
  }
  return errors.mean();
}

Tensor predict_joined_by_shards(const TemporalModel& model, const std::vector<Sequence>& sequences,
                                const Mirroring& mirroring, const PredictOptions& how,
                                const EvaluationProgress& progress, Communicator& shards) {
  const std::vector<Tensor> own =
      predict(model, own_sequences(sequences, &shards), mirroring, how, progress);
  const Tensor all = Tensor::zeros({total_frames(sequences), model.options().joints_out, 3});
  auto next = own.begin();
  Index begin = 0;
  for (Index i = 0; i < std::ssize(sequences); ++i) {
    const Index end = begin + sequences[static_cast<std::size_t>(i)].frames();
    if (is_own(i, &shards)) all.rows(begin, end).copy_from(*next++);
    begin = end;
  }
  shards.sum(all.cpu_span<float>());  // of one that is not 0
  return all;
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
                        const Mirroring& mirroring, bool fast, const EvaluationProgress& progress,
                        Communicator* shards) {
  const PredictOptions how{.mirror = false, .fast = fast};
  if (shards != nullptr)
    return validation_error_of_shards(model, sequences, mirroring, how, progress, *shards);
  const Tensor predicted = predict_joined(model, sequences, mirroring, how, progress);
  const CallScope scope("evaluation"), which("metrics");
  const Tensor error = Tensor::empty({}, DType::f64);
  mean_over_sequences(frame_errors<Mpjpe>(predicted, targets_of(sequences, predicted)),
                      frames_of(sequences), PositionError::kFrames, error);
  return error.item();
}

EvaluationErrors evaluate_actions(const TemporalModel& model, const Dataset& dataset,
                                  const EvaluationOptions& options,
                                  const EvaluationProgress& progress, Communicator* shards) {
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

  const Tensor numbers = Tensor::empty({std::ssize(groups), kErrors}, DType::f64);
  EvaluationErrors evaluation;
  for (const Group& group : groups) {
    const auto group_progress = [&](Index frames, Index) {
      if (progress) progress(done + frames, all);
    };
    const Tensor predicted =
        shards != nullptr ? predict_joined_by_shards(model, group.sequences, dataset.mirroring,
                                                     options.prediction, group_progress, *shards)
                          : predict_joined(model, group.sequences, dataset.mirroring,
                                           options.prediction, group_progress);
    const CallScope scope("evaluation"), which("metrics");
    const Index number = std::ssize(evaluation.actions);
    const Tensor errors = numbers.rows(number, number + 1).reshape({kErrors});
    measure(group.action, predicted, targets_of(group.sequences, predicted),
            frames_of(group.sequences), errors);
    evaluation.actions.push_back({group.action, pose_errors(errors), predicted.dim(0)});
    done += predicted.dim(0);
  }
  evaluation.average = pose_errors(action_average(numbers));
  return evaluation;
}

}  // namespace posegrad::pose
