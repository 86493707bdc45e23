#include "pose/wild/steady.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "pose/geometry/vec3.h"
#include "tensor/error.h"
#include "tensor/parallel.h"

namespace posegrad::pose {
namespace {

void check(const char* op, const Tensor& poses) {
  if (!poses.defined() || poses.rank() != 3 || poses.dim(2) != 3)
    throw ShapeError(
        fmt::format("{}: 'poses' has shape {}; expected (T, J, 3)", op, poses.shape().to_string()));
}

using Pair = std::pair<std::size_t, std::size_t>;

std::vector<Pair> rods_of(const Skeleton& skeleton) {
  std::vector<Pair> rods;
  for (const auto& [a, b] : skeleton.bones())
    rods.emplace_back(static_cast<std::size_t>(a), static_cast<std::size_t>(b));
  const auto find = [&](const char* name) {
    return static_cast<std::size_t>(std::ranges::find(skeleton.names, name) -
                                    skeleton.names.begin());
  };
  const std::size_t lh = find("left hip"), rh = find("right hip"), ls = find("left shoulder"),
                    rs = find("right shoulder");
  if (std::max({lh, rh, ls, rs}) < skeleton.names.size())
    for (const Pair& rod : {Pair{lh, rh}, {ls, rs}, {lh, ls}, {rh, rs}, {lh, rs}, {rh, ls}})
      rods.push_back(rod);
  return rods;
}

// For each rod the one on the body's other side.
std::vector<std::size_t> opposite(const std::vector<Pair>& rods, const Skeleton& skeleton) {
  std::vector<std::size_t> other(static_cast<std::size_t>(skeleton.num_joints()));
  for (std::size_t j = 0; j < other.size(); ++j) other[j] = j;
  for (std::size_t i = 0; i < skeleton.joints_left.size(); ++i) {
    const auto l = static_cast<std::size_t>(skeleton.joints_left[i]),
               r = static_cast<std::size_t>(skeleton.joints_right[i]);
    std::swap(other[l], other[r]);
  }
  std::vector<std::size_t> result;
  for (const Pair& here : rods) {
    const std::size_t a = other[here.first], b = other[here.second];
    const auto same = [&](const Pair& rod) { return rod == Pair{a, b} || rod == Pair{b, a}; };
    result.push_back(static_cast<std::size_t>(std::ranges::find_if(rods, same) - rods.begin()));
  }
  return result;
}

Vec3 joint(const float* pose, std::size_t j) {
  return {pose[3 * j], pose[3 * j + 1], pose[3 * j + 2]};
}

std::vector<double> median_lengths(const Tensor& poses, const std::vector<Pair>& rods) {
  const Index T = poses.dim(0), J = poses.dim(1);
  const float* const numbers = poses.cpu_view<float>().data();
  std::vector<double> medians, lengths(static_cast<std::size_t>(T));
  for (const auto& [a, b] : rods) {
    for (Index t = 0; t < T; ++t)
      lengths[static_cast<std::size_t>(t)] =
          length(joint(numbers + t * J * 3, a) - joint(numbers + t * J * 3, b));
    const auto middle = lengths.begin() + T / 2;
    std::nth_element(lengths.begin(), middle, lengths.end());
    medians.push_back(*middle);
  }
  return medians;
}

// Gradient descent: with four rods at a joint the curvature is between 0.6 and about 18.
constexpr int kSteps = 60;
constexpr double kStep = 0.1, kDepthWeight = 0.3;

void steady(float* pose, std::size_t joints, const std::vector<Pair>& rods,
            const std::vector<double>& lengths) {
  std::vector<Vec3> start(joints), now(joints), slope(joints);
  for (std::size_t j = 0; j < joints; ++j) now[j] = start[j] = joint(pose, j);
  for (int step = 0; step < kSteps; ++step) {
    for (std::size_t j = 0; j < joints; ++j) {
      const Vec3 moved = now[j] - start[j];
      slope[j] = {moved.x, moved.y, kDepthWeight * moved.z};
    }
    for (std::size_t r = 0; r < rods.size(); ++r) {
      const auto& [a, b] = rods[r];
      const Vec3 along = now[a] - now[b];
      const double here = length(along);
      if (here == 0) continue;
      const Vec3 pull = ((here - lengths[r]) / here) * along;
      slope[a] = slope[a] + pull;
      slope[b] = slope[b] - pull;
    }
    for (std::size_t j = 0; j < joints; ++j) now[j] = now[j] - 2 * kStep * slope[j];
  }
  for (std::size_t j = 0; j < joints; ++j) {
    pose[3 * j] = static_cast<float>(now[j].x);
    pose[3 * j + 1] = static_cast<float>(now[j].y);
    pose[3 * j + 2] = static_cast<float>(now[j].z);
  }
}

}  // namespace

Tensor smoothed(const Tensor& motion, double frames) {
  check("smoothed", motion);
  const Index T = motion.dim(0), numbers = motion.dim(1) * 3;
  if (!(frames >= 0.1) || T < 2) return motion;
  const auto reach = static_cast<Index>(std::ceil(4 * frames));
  std::vector<double> weights;
  double sum = 0;
  for (Index k = -reach; k <= reach; ++k) {
    const double x = static_cast<double>(k) / frames;
    weights.push_back(std::exp(-0.5 * x * x));
    sum += weights.back();
  }
  const Tensor result = Tensor::empty(motion.shape());
  const float* const from = motion.cpu_view<float>().data();
  float* const to = result.data<float>();
  parallel_for(T, static_cast<double>(2 * reach * numbers), [&](Index begin, Index end) {
    for (Index t = begin; t < end; ++t) {
      for (Index i = 0; i < numbers; ++i) {
        double mean = 0;
        for (Index k = -reach; k <= reach; ++k)
          mean += weights[static_cast<std::size_t>(k + reach)] *
                  from[std::clamp<Index>(t + k, 0, T - 1) * numbers + i];
        to[t * numbers + i] = static_cast<float>(mean / sum);
      }
    }
  });
  return result;
}

Tensor with_steady_bones(const Tensor& poses, const Skeleton& skeleton) {
  check("with_steady_bones", poses);
  if (poses.dim(1) != skeleton.num_joints())
    throw ShapeError(fmt::format("with_steady_bones: {} joints, but a skeleton of {}", poses.dim(1),
                                 skeleton.num_joints()));
  const Tensor result = poses.clone();
  if (poses.dim(0) == 0) return result;
  const std::vector<Pair> rods = rods_of(skeleton);
  const std::vector<double> medians = median_lengths(poses, rods);
  const std::vector<std::size_t> others = opposite(rods, skeleton);
  std::vector<double> lengths;
  for (std::size_t r = 0; r < rods.size(); ++r)
    lengths.push_back(others[r] < rods.size() ? 0.5 * (medians[r] + medians[others[r]])
                                              : medians[r]);
  const Index J = poses.dim(1);
  float* const numbers = result.data<float>();
  parallel_for(poses.dim(0), 20'000.0, [&](Index begin, Index end) {
    for (Index t = begin; t < end; ++t)
      steady(numbers + t * J * 3, static_cast<std::size_t>(J), rods, lengths);
  });
  return result;
}

namespace {

constexpr double kCutoffAtRest = 3;   // Hz
constexpr double kCutoffGrowth = 10;  // Hz for each metre a second
constexpr double kSpeedCutoff = 1;    // Hz, of the speed itself

double share(double cutoff, double fps) { return 1 / (1 + fps / (2 * std::numbers::pi * cutoff)); }

}  // namespace

Tensor one_euro_filter(const Tensor& motion, double fps) {
  if (!motion.defined() || motion.rank() != 3 || motion.dim(2) != 3)
    throw ShapeError(fmt::format("one_euro_filter: 'motion' has shape {}; expected (T, J, 3)",
                                 motion.shape().to_string()));
  const Tensor result = motion.clone();
  const Index T = motion.dim(0), J = motion.dim(1);
  float* const at = result.data<float>();
  for (Index j = 0; j < J && T > 0; ++j) {
    Vec3 place{at[3 * j], at[3 * j + 1], at[3 * j + 2]}, before = place, velocity{};
    for (Index t = 1; t < T; ++t) {
      float* const p = at + (t * J + j) * 3;
      const Vec3 seen{p[0], p[1], p[2]};
      velocity = velocity + share(kSpeedCutoff, fps) * (fps * (seen - before) - velocity);
      before = seen;
      const double cutoff = kCutoffAtRest + kCutoffGrowth * length(velocity);
      place = place + share(cutoff, fps) * (seen - place);
      p[0] = static_cast<float>(place.x);
      p[1] = static_cast<float>(place.y);
      p[2] = static_cast<float>(place.z);
    }
  }
  return result;
}

}  // namespace posegrad::pose
