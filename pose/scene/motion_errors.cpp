#include "pose/scene/motion_errors.h"

#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

void check(const char* function, const Tensor& motion, const Tensor& reference) {
  const Shape& shape = motion.shape();
  if (shape.rank() != 3 || shape[2] != 3 || shape != reference.shape())
    throw ShapeError(fmt::format("{}: motion {} and reference {}; expected the same (T, J, 3)",
                                 function, shape.to_string(), reference.shape().to_string()));
}

Vec3 point(std::span<const float> numbers, Index i) {
  const auto at = static_cast<std::size_t>(3 * i);
  return {numbers[at], numbers[at + 1], numbers[at + 2]};
}

bool known(Vec3 at) { return std::isfinite(at.x + at.y + at.z); }

struct Mean {
  double sum = 0, count = 0;

  void add(double value) {
    if (!std::isfinite(value)) return;
    sum += value;
    ++count;
  }
  double value() const {
    return count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
  }
};

constexpr double kMillimetres = 1000;

}  // namespace

Tensor align_similarity(const Tensor& motion, const Tensor& reference, Index frame) {
  check("align_similarity", motion, reference);
  const Index frames = motion.dim(0), joints = motion.dim(1);
  if (frame < 0 || frame >= frames)
    throw ValueError(fmt::format("align_similarity: frame {} of {}; expected 0 to {}", frame,
                                 frames, frames - 1));
  const std::span<const float> from = motion.cpu_view<float>(), to = reference.cpu_view<float>();
  std::vector<Vec3> source, target;
  for (Index i = frame * joints; i < (frame + 1) * joints; ++i) {
    if (!known(point(from, i)) || !known(point(to, i))) continue;
    source.push_back(point(from, i));
    target.push_back(point(to, i));
  }
  if (source.size() < 3)
    throw ValueError(
        fmt::format("align_similarity: both motions know {} joints in frame {}; expected 3 or more",
                    source.size(), frame));
  const Similarity fit = best_similarity(source, target);

  Tensor aligned = Tensor::empty(motion.shape());
  const std::span<float> out = aligned.cpu_span<float>();
  for (Index i = 0; i < frames * joints; ++i) {
    const Vec3 at = fit(point(from, i));
    const auto k = static_cast<std::size_t>(3 * i);
    out[k] = static_cast<float>(at.x);
    out[k + 1] = static_cast<float>(at.y);
    out[k + 2] = static_cast<float>(at.z);
  }
  return aligned;
}

Tensor frame_errors_mm(const Tensor& motion, const Tensor& reference) {
  check("frame_errors_mm", motion, reference);
  const Index frames = motion.dim(0), joints = motion.dim(1);
  const std::span<const float> a = motion.cpu_view<float>(), b = reference.cpu_view<float>();
  Tensor errors = Tensor::empty({frames});
  for (Index t = 0; t < frames; ++t) {
    Mean mean;
    for (Index i = t * joints; i < (t + 1) * joints; ++i)
      mean.add(length(point(a, i) - point(b, i)));
    errors.cpu_span<float>()[static_cast<std::size_t>(t)] =
        static_cast<float>(kMillimetres * mean.value());
  }
  return errors;
}

std::vector<double> joint_errors_mm(const Tensor& motion, const Tensor& reference) {
  check("joint_errors_mm", motion, reference);
  const Index frames = motion.dim(0), joints = motion.dim(1);
  const std::span<const float> a = motion.cpu_view<float>(), b = reference.cpu_view<float>();
  std::vector<double> errors;
  for (Index j = 0; j < joints; ++j) {
    Mean mean;
    for (Index t = 0; t < frames; ++t)
      mean.add(length(point(a, t * joints + j) - point(b, t * joints + j)));
    errors.push_back(kMillimetres * mean.value());
  }
  return errors;
}

}  // namespace posegrad::pose
