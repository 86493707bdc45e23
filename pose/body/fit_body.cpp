#include "pose/body/fit_body.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include <fmt/format.h>

#include "pose/body/body_equations.h"
#include "pose/body/body_markers.h"
#include "pose/body/body_size.h"
#include "pose/body/feet.h"
#include "pose/body/first_guess.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

// Frames that are solved together, of which the last look ahead only and are solved again.
constexpr std::size_t kTogether = 320, kAhead = 64;
constexpr int kRounds = 25;
constexpr double kDamping = 1e-3, kEnough = 1e-5;  // part of the cost

void check(const Tensor& poses, const Skeleton& skeleton, const BodyFitOptions& options) {
  const Index J = skeleton.num_joints();
  if (!poses.defined() || poses.rank() != 3 || poses.dim(1) != J || poses.dim(2) != 3)
    throw ShapeError(fmt::format("{}: 'poses' has shape {}; expected (T, {}, 3)", options.user,
                                 poses.defined() ? poses.shape().to_string() : "()", J));
  const Index T = poses.dim(0);
  if (T == 0) throw DataError(fmt::format("{}: found no frame", options.user));
  const Tensor& confidence = options.confidence;
  if (confidence.defined() && confidence.shape() != Shape{T, J})
    throw ShapeError(fmt::format("{}: 'confidence' has shape {}; expected ({}, {})", options.user,
                                 confidence.shape().to_string(), T, J));
  const Tensor& contacts = options.foot_contacts;
  if (contacts.defined() && contacts.shape() != Shape{T, 2})
    throw ShapeError(fmt::format("{}: 'foot_contacts' has shape {}; expected ({}, 2)", options.user,
                                 contacts.shape().to_string(), T));
  if (!(options.fps > 0 && std::isfinite(options.fps)))
    throw ValueError(
        fmt::format("{}: fps: found {}, expected a positive number", options.user, options.fps));
  if (options.height && !(*options.height > 0 && std::isfinite(*options.height)))
    throw ValueError(fmt::format("{}: height: found {}, expected a positive number", options.user,
                                 *options.height));
}

/// Levenberg and Marquardt: (J^T J + lambda diag(J^T J)) d = -J^T r, with lambda less after a step
/// that helped and more after one that did not.
void improve(const BodyEquations& equations, std::span<const BodyFrame> frames,
             std::span<BodyPose> poses, const BodyPose* before) {
  BlockTridiagonal system(frames.size(), kUnknowns);
  std::vector<BodyPose> next(poses.begin(), poses.end());
  std::vector<double> step;
  double lambda = kDamping, cost = equations.cost(frames, poses, before);
  for (int round = 0; round < kRounds; ++round) {
    equations.assemble(frames, poses, before, system);
    for (std::size_t t = 0; t < frames.size(); ++t)
      for (std::size_t u = 0; u < kUnknowns; ++u)
        system.diagonal(t)[u * kUnknowns + u] *= 1 + lambda;
    const bool solved = system.solve(step);
    for (std::size_t t = 0; solved && t < frames.size(); ++t)
      next[t] = changed(poses[t], std::span(step).subspan(t * kUnknowns, kUnknowns));
    const double there =
        solved ? equations.cost(frames, next, before) : std::numeric_limits<double>::infinity();
    if (!(there < cost)) {
      lambda *= 10;
      if (lambda > 1e6) return;
      continue;
    }
    std::ranges::copy(next, poses.begin());
    const double gain = cost - there;
    cost = there;
    lambda = std::max(lambda / 10, 1e-9);
    if (gain < kEnough * cost) return;
  }
}

void improve_all(const BodyEquations& equations, std::span<const BodyFrame> frames,
                 std::vector<BodyPose>& poses, const BodyFitProgress& progress) {
  const std::size_t all = frames.size();
  for (std::size_t begin = 0; begin < all;) {
    const std::size_t count = std::min(kTogether, all - begin);
    improve(equations, frames.subspan(begin, count), std::span(poses).subspan(begin, count),
            begin > 0 ? &poses[begin - 1] : nullptr);
    begin += begin + count < all ? count - kAhead : count;
    if (progress) progress(static_cast<Index>(begin), static_cast<Index>(all));
  }
}

/// Where the markers are, world space; joints without one are not a number.
Tensor marker_positions(const SizedBody& body, const BodyJoints& joints, const BodyMotion& motion,
                        Index J) {
  const auto T = static_cast<Index>(motion.frames.size());
  const Tensor positions =
      Tensor::full({T, J, 3}, std::numeric_limits<float>::quiet_NaN(), DType::f32);
  float* const numbers = positions.data<float>();
  for (std::size_t t = 0; t < motion.frames.size(); ++t) {
    const auto parts = placed(motion.shape, motion.frames[t]);
    for (const BodyMarker& marker : body.markers) {
      const formats::Placed& part = parts[index_of(marker.part)];
      const Vec3 at = world_of(part.position + rotate(part.turn, marker.offset));
      float* const p =
          numbers + 3 * (t * static_cast<std::size_t>(J) + *joints[index_of(marker.point)]);
      p[0] = static_cast<float>(at.x);
      p[1] = static_cast<float>(at.y);
      p[2] = static_cast<float>(at.z);
    }
  }
  return positions;
}

std::vector<double> residuals(const Tensor& poses, const Tensor& positions, double factor) {
  const auto from = poses.cpu_view<float>(), to = positions.cpu_view<float>();
  const auto J = static_cast<std::size_t>(poses.dim(1));
  std::vector<double> sums(J), counts(J);
  for (std::size_t i = 0; 3 * i < from.size(); ++i) {
    const Vec3 a{from[3 * i], from[3 * i + 1], from[3 * i + 2]},
        b{to[3 * i], to[3 * i + 1], to[3 * i + 2]};
    const double distance = 1000 * length(factor * a - b);
    if (!std::isfinite(distance)) continue;
    sums[i % J] += distance;
    ++counts[i % J];
  }
  for (std::size_t j = 0; j < J; ++j) sums[j] /= counts[j];
  return sums;
}

}  // namespace

BodyFit fit_body(const Tensor& poses, const Skeleton& skeleton, const BodyFitOptions& options,
                 const BodyFitProgress& progress) {
  check(poses, skeleton, options);
  const BodyJoints joints = body_joints(skeleton, options.user);
  std::vector<BodyFrame> frames = body_frames(poses, joints, options.confidence, options.user);
  SizedBody body = body_size(frames, joints, options.user);
  double factor = 1;
  if (options.height) {
    factor = *options.height / body.shape.height;
    scale(body, factor);
    for (BodyFrame& frame : frames)
      for (Vec3& point : frame.at) point = factor * point;
  }
  BodyFit fit;
  fit.motion.shape = body.shape;
  fit.motion.fps = options.fps;
  fit.motion.frame_numbers.resize(frames.size());
  std::iota(fit.motion.frame_numbers.begin(), fit.motion.frame_numbers.end(), Index{0});
  fit.motion.frames = first_guess(frames, body);
  improve_all(BodyEquations(body, options.fps), frames, fit.motion.frames, progress);
  turn_feet(fit.motion, options.foot_contacts);
  fit.positions = marker_positions(body, joints, fit.motion, poses.dim(1));
  fit.residual_mm = residuals(poses, fit.positions, factor);
  return fit;
}

}  // namespace posegrad::pose
