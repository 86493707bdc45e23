#include "pose/wild/steady.h"

#include <algorithm>
#include <cmath>
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

}  // namespace posegrad::pose
