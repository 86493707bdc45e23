// Chapter 9: docs/tutorial/09_evaluation.md
#include <algorithm>
#include <cmath>
#include <functional>

#include <fmt/format.h>

#include "pose/data/dataset.h"
#include "pose/data/synth/synth.h"
#include "pose/evaluation/metrics.h"
#include "pose/evaluation/predict.h"
#include "pose/geometry/quaternion.h"
#include "tests/support/random_tensor.h"
#include "tests/tutorial/show.h"

using namespace posegrad;
using namespace posegrad::tutorial;
using namespace posegrad::pose;

namespace {

Dataset walk() {
  const SynthSet set =
      synthesize({.frames_per_take = 60, .takes = 1, .subjects = {"S9"}, .actions = {"Walking"}});
  return make_h36m(set.positions, set.ground_truth, {});
}

/// Root-relative: the root itself at the origin.
Tensor true_poses(const Sequence& sequence) {
  const Tensor poses = sequence.positions.clone();
  for (Index t = 0; t < poses.dim(0); ++t)
    std::fill_n(poses.data<float>() + t * poses.dim(1) * 3, 3, 0.0F);
  return poses;
}

/// Every joint of every frame replaced by change(joint, number of the frame).
Tensor changed(const Tensor& poses, const std::function<Vec3(Vec3, Index)>& change) {
  const Tensor result = poses.clone();
  const Index joints = poses.dim(0) * poses.dim(1);
  for (Index j = 0; j < joints; ++j) {
    float* const p = result.data<float>() + 3 * j;
    const Vec3 q = change({p[0], p[1], p[2]}, j / poses.dim(1));
    p[0] = static_cast<float>(q.x);
    p[1] = static_cast<float>(q.y);
    p[2] = static_cast<float>(q.z);
  }
  return result;
}

void row(const char* name, const Tensor& predicted, const Tensor& target) {
  fmt::print("{:14}{:>8}{:>10}{:>10}{:>10}\n", name, digits(1000 * mpjpe(predicted, target), 1),
             digits(1000 * p_mpjpe(predicted, target), 1),
             digits(1000 * n_mpjpe(predicted, target), 1),
             digits(1000 * mean_velocity_error(predicted, target), 1));
}

void what_each_forgives(const Tensor& target) {
  fmt::print("{:14}{:>8}{:>10}{:>10}{:>10}\n", "mm", "MPJPE", "P-MPJPE", "N-MPJPE", "velocity");
  row("moved", changed(target, [](Vec3 p, Index) { return p + Vec3{0, 0, 0.05}; }), target);
  row("larger", changed(target, [](Vec3 p, Index) { return 1.1 * p; }), target);
  const Quaternion turn = turn_y(0.2);
  row("turned", changed(target, [&](Vec3 p, Index) { return rotate(turn, p); }), target);
  row("trembling", changed(target, [](Vec3 p, Index t) { return (t % 2 == 0 ? 1.05 : 0.95) * p; }),
      target);
  row("mirrored", changed(target, [](Vec3 p, Index) { return Vec3{-p.x, p.y, p.z}; }), target);
}

Tensor mirrored(const Tensor& poses, const MirrorPairs& pairs) {
  const std::vector<Index> swap = pairs.permutation(poses.dim(1));
  const Tensor result = Tensor::empty(poses.shape());
  copy_frames(poses, 0, poses.dim(0), &swap, result.data<float>());
  return result;
}

double largest_difference(const Tensor& a, const Tensor& b) {
  double largest = 0;
  for (Index e = 0; e < a.numel(); ++e) largest = std::max(largest, std::abs(a.at(e) - b.at(e)));
  return largest;
}

void mirroring(const Sequence& sequence, const Mirroring& pairs) {
  const Tensor twice = mirrored(mirrored(sequence.positions, pairs.joints), pairs.joints);
  fmt::print("mirrored twice is the same: {}\n",
             yes_no(largest_difference(twice, sequence.positions) == 0));

  const TemporalModel model({.widths = {3, 3}, .channels = 16}, 1);
  Sequence other = sequence;
  other.keypoints = mirrored(sequence.keypoints, pairs.keypoints);
  for (const bool mirror : {false, true}) {
    const Tensor here = predict(model, sequence, pairs, {.mirror = mirror});
    const Tensor there = mirrored(predict(model, other, pairs, {.mirror = mirror}), pairs.joints);
    fmt::print("averaged with the mirrored: {}; knows left from right equally well: {}\n",
               yes_no(mirror), yes_no(largest_difference(here, there) < 1e-5));
  }
}

}  // namespace

int main() {
  const Dataset dataset = walk();
  const Sequence& sequence = dataset.subject("S9").recordings[0].views[0];
  const Tensor target = true_poses(sequence);
  fmt::print("{} frames of {}\n", target.dim(0), sequence.action);
  what_each_forgives(target);
  mirroring(sequence, dataset.mirroring);
}
