#include "pose/evaluate.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "autograd/ops/slice.h"
#include "pose/data/chunks.h"
#include "pose/metrics.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

// rows (2, T, J, 3): the second is the prediction for the mirrored input. Mirrors it back and takes
// the mean.
Tensor merge_mirrored(const Tensor& rows, const std::vector<Index>& swap) {
  const Index T = rows.dim(1), J = rows.dim(2);
  Tensor merged = Tensor::empty({T, J, 3});
  const float* const plain = rows.cpu_view<float>().data();
  const float* const mirrored = plain + T * J * 3;
  float* out = merged.data<float>();
  for (Index t = 0; t < T; ++t)
    for (Index j = 0; j < J; ++j, out += 3) {
      const float* const a = plain + (t * J + j) * 3;
      const float* const b = mirrored + (t * J + swap[static_cast<std::size_t>(j)]) * 3;
      out[0] = (a[0] - b[0]) / 2;
      out[1] = (a[1] + b[1]) / 2;
      out[2] = (a[2] + b[2]) / 2;
    }
  return merged;
}

// Bounds the memory that a long sequence takes: 16 MiB an activation of 1024 channels.
constexpr Index kBlock = 4096;  // output frames

// input (N, T + 2 padding, K, F) -> (N, T, J, 3), block after block.
Tensor forward_in_blocks(const TemporalModel& model, const Tensor& input,
                         const EvaluationProgress& progress) {
  const Index N = input.dim(0), context = 2 * model.padding(), T = input.dim(1) - context;
  const Index row = model.options().joints_out * 3;
  Tensor output = Tensor::empty({N, T, model.options().joints_out, 3});
  for (Index begin = 0; begin < T; begin += kBlock) {
    const Index end = std::min(begin + kBlock, T);
    const Variable window = slice(Variable(input), 1, {begin, end + context});
    const Tensor block = model.forward(window, {}).value();
    const float* from = block.cpu_view<float>().data();
    for (Index n = 0; n < N; ++n, from += (end - begin) * row)
      std::copy_n(from, (end - begin) * row, output.data<float>() + (n * T + begin) * row);
    if (progress) progress(end, T);
  }
  return output;
}

Tensor run_model(const TemporalModel& model, const Sequence& sequence, const Mirroring& mirroring,
                 const MirrorPairs& output_pairs, bool mirror, const EvaluationProgress& progress) {
  const NoGrad no_grad;
  const Index padding = model.padding(), shift = model.options().causal ? padding : 0;
  const Tensor input = whole_sequence(sequence, mirroring.keypoints, padding, shift, mirror);
  const Tensor output = forward_in_blocks(model, input, progress);
  if (mirror) return merge_mirrored(output, output_pairs.permutation(output.dim(2)));
  return output.reshape({output.dim(1), output.dim(2), 3});
}

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

Tensor predict(const TemporalModel& model, const Sequence& sequence, const Mirroring& mirroring,
               bool mirror, const EvaluationProgress& progress) {
  return run_model(model, sequence, mirroring, mirroring.joints, mirror, progress);
}

Tensor predict_trajectory(const TemporalModel& model, const Sequence& sequence,
                          const Mirroring& mirroring, bool mirror,
                          const EvaluationProgress& progress) {
  return run_model(model, sequence, mirroring, {}, mirror, progress);
}

void add_path(const Tensor& poses, const Tensor& path) {
  const std::span<float> numbers = poses.cpu_span<float>();
  const auto root = path.cpu_view<float>();
  const auto per_frame = static_cast<std::size_t>(poses.dim(1) * 3);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] += root[i / per_frame * 3 + i % 3];
}

double validation_error(const TemporalModel& model, const std::vector<Sequence>& sequences,
                        const Mirroring& mirroring, const EvaluationProgress& progress) {
  const Index all = total_frames(sequences);
  double sum = 0;
  Index done = 0;
  for (const Sequence& sequence : sequences) {
    const Tensor predicted = predict(model, sequence, mirroring, false);
    sum += mpjpe(predicted, root_at_origin(ground_truth(sequence))) *
           static_cast<double>(sequence.frames());
    done += sequence.frames();
    if (progress) progress(done, all);
  }
  return sum / static_cast<double>(all);
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
    for (const Sequence& sequence : group.sequences) {
      if (sequence.frames() == 0) continue;
      const Tensor predicted = predict(model, sequence, dataset.mirroring, options.mirror);
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
      done += sequence.frames();
      if (progress) progress(done, all);
    }
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
