#include "pose/metrics.h"

#include <cmath>
#include <limits>
#include <numeric>
#include <span>

#include "pose/geometry/procrustes.h"
#include "tensor/dims.h"

namespace posegrad::pose {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Both arguments as double, checked.
struct Frames {
  Index N = 0, J = 0;
  std::vector<Vec3> predicted, target;

  std::span<const Vec3> frame(const std::vector<Vec3>& points, Index n) const {
    return {points.data() + n * J, static_cast<std::size_t>(J)};
  }
};

std::vector<Vec3> to_points(const char* op, const Tensor& poses) {
  std::vector<Vec3> points(static_cast<std::size_t>(poses.numel() / 3));
  visit_float(op, poses.dtype(), [&]<class T>() {
    const auto values = poses.cpu_view<T>();
    for (std::size_t i = 0; i < points.size(); ++i)
      points[i] = {double(values[3 * i]), double(values[3 * i + 1]), double(values[3 * i + 2])};
  });
  return points;
}

Frames frames_of(const char* op, const Tensor& predicted, const Tensor& target) {
  Dims dims(op);
  const auto [N, J, xyz] = dims.bind("predicted", predicted, "N", "J", "3");
  dims.bind("target", target, "N", "J", "3");
  dims.require(xyz == 3, "'predicted' has shape {}; expected (N, J, 3)",
               predicted.shape().to_string());
  return {N, J, to_points(op, predicted), to_points(op, target)};
}

double mean(const std::vector<double>& values) {
  if (values.empty()) return kNone;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Mean over j of |map(predicted_j) - target_j|.
template <class Map>
double frame_error(std::span<const Vec3> predicted, std::span<const Vec3> target, Map map) {
  double sum = 0;
  for (std::size_t j = 0; j < predicted.size(); ++j) sum += length(map(predicted[j]) - target[j]);
  return predicted.empty() ? kNone : sum / static_cast<double>(predicted.size());
}

/// One error a frame; align(predicted frame, target frame) gives the map of that frame.
template <class Align>
std::vector<double> errors(const char* op, const Tensor& predicted, const Tensor& target,
                           Align align) {
  const Frames frames = frames_of(op, predicted, target);
  std::vector<double> result;
  result.reserve(static_cast<std::size_t>(frames.N));
  for (Index n = 0; n < frames.N; ++n) {
    const auto from = frames.frame(frames.predicted, n), to = frames.frame(frames.target, n);
    result.push_back(frame_error(from, to, align(from, to)));
  }
  return result;
}

}  // namespace

std::vector<double> mpjpe_per_frame(const Tensor& predicted, const Tensor& target) {
  return errors("mpjpe", predicted, target, [](auto, auto) { return [](Vec3 x) { return x; }; });
}

double mpjpe(const Tensor& predicted, const Tensor& target) {
  return mean(mpjpe_per_frame(predicted, target));
}

double weighted_mpjpe(const Tensor& predicted, const Tensor& target, const Tensor& weights) {
  const std::vector<double> frame_errors = errors(
      "weighted_mpjpe", predicted, target, [](auto, auto) { return [](Vec3 x) { return x; }; });
  Dims dims("weighted_mpjpe");
  dims.require(weights.numel() == static_cast<Index>(frame_errors.size()),
               "'weights' has shape {}; expected one weight for each of the {} frames",
               weights.shape().to_string(), frame_errors.size());
  std::vector<double> weighted(frame_errors.size());
  for (std::size_t n = 0; n < weighted.size(); ++n)
    weighted[n] = weights.at(static_cast<Index>(n)) * frame_errors[n];
  return mean(weighted);
}

std::vector<double> p_mpjpe_per_frame(const Tensor& predicted, const Tensor& target) {
  return errors("p_mpjpe", predicted, target,
                [](auto from, auto to) { return best_similarity(from, to); });
}

double p_mpjpe(const Tensor& predicted, const Tensor& target) {
  return mean(p_mpjpe_per_frame(predicted, target));
}

std::vector<double> n_mpjpe_per_frame(const Tensor& predicted, const Tensor& target) {
  return errors("n_mpjpe", predicted, target,
                [](std::span<const Vec3> from, std::span<const Vec3> to) {
                  double norm2 = 0, product = 0;
                  for (std::size_t j = 0; j < from.size(); ++j) {
                    norm2 += dot(from[j], from[j]);
                    product += dot(from[j], to[j]);
                  }
                  return [scale = norm2 == 0 ? 0 : product / norm2](Vec3 x) { return scale * x; };
                });
}

double n_mpjpe(const Tensor& predicted, const Tensor& target) {
  return mean(n_mpjpe_per_frame(predicted, target));
}

double mean_velocity_error(const Tensor& predicted, const Tensor& target) {
  const Frames frames = frames_of("mean_velocity_error", predicted, target);
  std::vector<double> result;
  for (Index i = 0; i + frames.J < frames.N * frames.J; ++i) {
    const auto now = static_cast<std::size_t>(i), next = static_cast<std::size_t>(i + frames.J);
    result.push_back(length((frames.predicted[next] - frames.predicted[now]) -
                            (frames.target[next] - frames.target[now])));
  }
  return mean(result);
}

}  // namespace posegrad::pose
