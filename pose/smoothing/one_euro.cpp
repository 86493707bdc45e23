#include "pose/smoothing/one_euro.h"

#include <cmath>
#include <numbers>
#include <vector>

#include "pose/smoothing/finite_runs.h"

namespace posegrad::pose {
namespace {

constexpr double kSpeedCutoff = 1;  // Hz, of the speed itself

double share(double cutoff, double fps) { return 1 / (1 + fps / (2 * std::numbers::pi * cutoff)); }

/// What is known of a joint after the frames that came.
struct Follower {
  std::vector<double> place, before, velocity;

  explicit Follower(std::span<const double> first)
      : place(first.begin(), first.end()), before(place), velocity(place.size(), 0) {}

  void see(std::span<double> frame, double fps, const OneEuro& options, double metres) {
    double square = 0;
    for (std::size_t c = 0; c < frame.size(); ++c) {
      velocity[c] =
          velocity[c] + share(kSpeedCutoff, fps) * (fps * (frame[c] - before[c]) - velocity[c]);
      square += velocity[c] * velocity[c];
      before[c] = frame[c];
    }
    const double a = share(options.cutoff + options.growth * metres * std::sqrt(square), fps);
    for (std::size_t c = 0; c < frame.size(); ++c)
      frame[c] = place[c] = place[c] + a * (frame[c] - place[c]);
  }
};

}  // namespace

Tensor one_euro_filter(const Tensor& motion, double fps, const OneEuro& options, double metres) {
  require_rate("one_euro_filter", fps);
  const auto filter = [&](std::span<double> numbers, Index channels) {
    const auto width = static_cast<std::size_t>(channels);
    Follower follower(numbers.first(width));
    for (std::size_t at = width; at < numbers.size(); at += width)
      follower.see(numbers.subspan(at, width), fps, options, metres);
  };
  return filter_runs("one_euro_filter", motion, 50, filter);
}

}  // namespace posegrad::pose
