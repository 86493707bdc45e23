#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "pose/wild/doubt/pose_statistics.h"
#include "pose/wild/doubt/standard_body.h"
#include "tensor/error.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

constexpr auto N = static_cast<std::size_t>(PoseStatistics::kNumbers);
constexpr std::size_t kFolds = 5;
constexpr double kHeldShare = 0.99;
// What a reconstruction's joint may be off by without being another pose, metres: added to the
// spread of every number, as fixed bones and straight backs leave directions without any.
constexpr double kJointError = 0.05;

/// One recording, its joints beyond the 17th left away.
struct Part {
  const Tensor* poses = nullptr;
  double weight = 1;  // of a pose
  std::size_t fold = 0;

  Index frames() const { return poses->dim(0); }
  const float* pose(Index t) const {
    return poses->cpu_view<float>().data() + t * poses->dim(1) * 3;
  }
};

std::vector<Part> parts_of(const Positions3d& positions) {
  std::vector<Part> parts;
  std::size_t subjects = 0;
  for (const Subject3d& subject : positions) {
    double frames = 0;
    for (const Recording3d& recording : subject.recordings) {
      const Index joints = recording.poses.dim(1);
      if (joints != 17 && joints != 22)
        throw DataError(fmt::format(
            "poses of 17 joints are wanted, or of 22 points as of prepare mocap; found {}",
            joints));
      frames += static_cast<double>(recording.poses.dim(0));
    }
    if (frames == 0) continue;
    for (const Recording3d& recording : subject.recordings)
      if (recording.poses.dim(0) > 0)
        parts.push_back({&recording.poses, 1 / std::sqrt(frames), subjects % kFolds});
    ++subjects;
  }
  if (subjects == 1)
    for (std::size_t i = 0; i < parts.size(); ++i) parts[i].fold = i % kFolds;
  if (parts.size() < 2)
    throw DataError(fmt::format(
        "poses of two subjects or recordings are wanted, to compare; found {}", parts.size()));
  return parts;
}

/// Weighted sums of vectors and of their products.
struct Moments {
  double weight = 0;
  std::vector<double> sum = std::vector<double>(N), products = std::vector<double>(N * N);

  void add(const std::vector<double>& x, double w) {
    weight += w;
    for (std::size_t i = 0; i < N; ++i) {
      sum[i] += w * x[i];
      for (std::size_t j = 0; j <= i; ++j) products[i * N + j] += w * x[i] * x[j];
    }
  }
  void add(const Moments& other) {
    weight += other.weight;
    for (std::size_t i = 0; i < N; ++i) sum[i] += other.sum[i];
    for (std::size_t i = 0; i < N * N; ++i) products[i] += other.products[i];
  }
  PoseStatistics statistics(const std::vector<double>& lengths, double limit) const {
    std::vector<double> mean(N), covariance(N * N);
    for (std::size_t i = 0; i < N; ++i) mean[i] = sum[i] / weight;
    for (std::size_t i = 0; i < N; ++i)
      for (std::size_t j = 0; j <= i; ++j)
        covariance[i * N + j] = covariance[j * N + i] = products[i * N + j] / weight -
                                                        mean[i] * mean[j] +
                                                        (i == j ? kJointError * kJointError : 0);
    return {lengths, std::move(mean), std::move(covariance), limit};
  }
};

std::vector<double> mean_bone_lengths(const std::vector<Part>& parts) {
  std::vector<double> mean(N / 3);
  double weight = 0;
  for (const Part& part : parts)
    for (Index t = 0; t < part.frames(); ++t) {
      const std::vector<double> lengths = bone_lengths_of(part.pose(t));
      for (std::size_t b = 0; b < mean.size(); ++b) mean[b] += part.weight * lengths[b];
      weight += part.weight;
    }
  for (double& length : mean) length /= weight;
  if (!(std::ranges::min(mean) > 0)) throw DataError("a bone has no length in any pose");
  return mean;
}

struct Distance {
  double distance, weight;
};

/// The distance that `share` of the weight does not exceed.
double quantile(std::vector<Distance> distances, double share) {
  std::ranges::sort(distances, {}, &Distance::distance);
  double all = 0, passed = 0;
  for (const Distance& d : distances) all += d.weight;
  for (const Distance& d : distances)
    if ((passed += d.weight) >= share * all) return d.distance;
  return distances.empty() ? 0 : distances.back().distance;
}

std::vector<Moments> moments_of_folds(const std::vector<Part>& parts,
                                      const std::vector<double>& lengths) {
  std::vector<Moments> folds(kFolds);
  for (const Part& part : parts)
    for (Index t = 0; t < part.frames(); ++t)
      if (const auto x = body_numbers(part.pose(t), {0, 0, 1}, lengths)) {
        folds[part.fold].add(*x, part.weight);
        folds[part.fold].add(mirrored_numbers(*x), part.weight);
      }
  return folds;
}

/// Of every pose from the mean of the other folds.
std::vector<Distance> held_out_distances(const std::vector<Part>& parts,
                                         const std::vector<Moments>& folds,
                                         const std::vector<double>& lengths) {
  std::vector<Distance> distances;
  for (std::size_t fold = 0; fold < folds.size(); ++fold) {
    Moments others;
    for (std::size_t other = 0; other < folds.size(); ++other)
      if (other != fold) others.add(folds[other]);
    if (!(folds[fold].weight > 0 && others.weight > 0)) continue;
    const PoseStatistics statistics = others.statistics(lengths, 1);
    for (const Part& part : parts) {
      if (part.fold != fold) continue;
      const Tensor joints = kernels::slice(*part.poses, 1, {0, 17});
      for (const float distance : statistics.distances(joints, {0, 0, 1}))
        if (!std::isnan(distance)) distances.push_back({distance, part.weight});
    }
  }
  return distances;
}

}  // namespace

PoseStatistics learn_pose_statistics(const Positions3d& positions) {
  const std::vector<Part> parts = parts_of(positions);
  const std::vector<double> lengths = mean_bone_lengths(parts);
  const std::vector<Moments> folds = moments_of_folds(parts, lengths);
  const double limit = quantile(held_out_distances(parts, folds, lengths), kHeldShare);
  if (!(limit > 0)) throw DataError("the poses do not differ");
  Moments all;
  for (const Moments& fold : folds) all.add(fold);
  return all.statistics(lengths, limit);
}

}  // namespace posegrad::pose
