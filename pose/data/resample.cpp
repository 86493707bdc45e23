#include "pose/data/resample.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kSlowest = 0.01, kFastest = 10000;
constexpr Index kLargestDenominator = 1001;

/// 24000/1001 and its relatives, or 0/1.
FrameRate broadcast_rate(double fps) {
  for (const Index whole : {24, 30, 48, 60, 120, 240}) {
    const double exact = static_cast<double>(whole) * 1000 / 1001;
    if (std::abs(fps - exact) <= 0.005) return {whole * 1000, 1001};
  }
  return {};
}

/// Source frames per result frame, p/q.
struct Step {
  Index p, q;
};

Step step_of(FrameRate from, FrameRate to) {
  for (const FrameRate rate : {from, to})
    if (rate.numerator <= 0 || rate.denominator <= 0)
      throw ValueError(
          fmt::format("resample: a rate of {}/{} frames per second; it must be positive",
                      rate.numerator, rate.denominator));
  // Crosswise first: the products then are as small as they can be.
  const Index n = std::gcd(from.numerator, to.numerator);
  const Index d = std::gcd(from.denominator, to.denominator);
  return {(from.numerator / n) * (to.denominator / d), (to.numerator / n) * (from.denominator / d)};
}

}  // namespace

FrameRate frame_rate(double fps) {
  if (!(fps >= kSlowest && fps <= kFastest))
    throw ValueError(
        fmt::format("{} frames per second; expected {} to {}", fps, kSlowest, kFastest));
  if (const FrameRate known = broadcast_rate(fps); known.numerator > 0) return known;
  FrameRate best{std::max<Index>(1, std::llround(fps)), 1};
  const auto error = [fps](FrameRate rate) {
    return std::abs(static_cast<double>(rate.numerator) -
                    fps * static_cast<double>(rate.denominator)) /
           static_cast<double>(rate.denominator);
  };
  for (Index d = 2; d <= kLargestDenominator; ++d) {
    const FrameRate rate{std::llround(fps * static_cast<double>(d)), d};
    // A rate that a file rounded to 6 digits is meant to be the simple fraction.
    if (rate.numerator > 0 && error(rate) < error(best) - 1e-6 * fps) best = rate;
  }
  return best;
}

Index resampled_frames(Index frames, FrameRate from, FrameRate to) {
  const Step step = step_of(from, to);
  if (frames <= 0) return 0;
  const Index last = frames - 1;
  if (step.p + step.q > std::numeric_limits<Index>::max() / (last + 1))
    throw ValueError(
        fmt::format("resample: {} frames from {}/{} to {}/{} frames per second are too many",
                    frames, from.numerator, from.denominator, to.numerator, to.denominator));
  return (last * step.q + step.p - 1) / step.p + 1;
}

Tensor resample(const Tensor& motion, FrameRate from, FrameRate to, Index frames) {
  if (!motion.defined() || motion.rank() != 3)
    throw ShapeError(fmt::format("resample: 'motion' has shape {}; expected (T, J, C)",
                                 motion.shape().to_string()));
  const Step step = step_of(from, to);
  if (frames < 0 || (frames > 0 && motion.dim(0) == 0))
    throw ValueError(
        fmt::format("resample: {} frames wanted of a motion of {}", frames, motion.dim(0)));
  const Tensor result = Tensor::empty({frames, motion.dim(1), motion.dim(2)}, DType::f32);
  const auto width = static_cast<std::size_t>(motion.dim(1) * motion.dim(2));
  const auto in = motion.cpu_view<float>();
  const auto out = result.cpu_span<float>();
  // The time of frame k in source frames, k p / q = whole + rest / q, kept exact step by step.
  Index whole = 0, rest = 0;
  for (std::size_t k = 0; k < static_cast<std::size_t>(frames); ++k) {
    const bool after = whole >= motion.dim(0) - 1;
    const float* before =
        in.data() + static_cast<std::size_t>(after ? motion.dim(0) - 1 : whole) * width;
    float* frame = out.data() + k * width;
    if (after || rest == 0) {
      std::copy_n(before, width, frame);
    } else {
      const double part = static_cast<double>(rest) / static_cast<double>(step.q);
      for (std::size_t i = 0; i < width; ++i)
        frame[i] = static_cast<float>((1 - part) * before[i] + part * before[width + i]);
    }
    if (!after) {
      whole += step.p / step.q;
      rest += step.p % step.q;
      whole += rest / step.q;
      rest %= step.q;
    }
  }
  return result;
}

Tensor resample(const Tensor& motion, FrameRate from, FrameRate to) {
  if (!motion.defined() || motion.rank() != 3)
    throw ShapeError(fmt::format("resample: 'motion' has shape {}; expected (T, J, C)",
                                 motion.shape().to_string()));
  return resample(motion, from, to, resampled_frames(motion.dim(0), from, to));
}

}  // namespace posegrad::pose
