#include "pose/data/synth/path.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace posegrad::pose::synth {

Path::Path(Random& random, double half_width, bool crossing) {
  constexpr int kSamples = 1024;
  const double tau = 2 * std::numbers::pi;
  const double a = half_width * random.uniform(0.95, 1.1), b = a * random.uniform(0.82, 0.96);
  const double wobble = random.uniform(0, 0.04), phase = random.uniform(0, tau),
               way = random.sign();
  const auto point = [&](double u) -> Vec3 {
    const double t = way * tau * u;
    if (crossing) return {1.2 * a * std::sin(t), 0.45 * b * std::sin(2 * t), 0};
    const double r = 1 + wobble * std::cos(2 * t + phase);
    return {r * a * std::cos(t), r * b * std::sin(t), 0};
  };

  double heading = 0, distance = 0;
  for (int i = 0; i <= kSamples; ++i) {
    const double u = static_cast<double>(i) / kSamples, step = 0.5 / kSamples;
    const Vec3 here = point(u), direction = point(u + step) - point(u - step);
    const double direct = std::atan2(-direction.x, direction.y);
    heading = i == 0 ? direct : heading + std::remainder(direct - heading, tau);
    if (i > 0) distance += std::hypot(here.x - samples_.back().x, here.y - samples_.back().y);
    samples_.push_back({distance, here.x, here.y, heading});
  }
  lap_ = distance;
  turn_ = heading - samples_.front().heading;
}

Path::Place Path::at(double distance) const {
  const double laps = std::floor(distance / lap_);
  const double rest = distance - laps * lap_;
  auto after = std::upper_bound(samples_.begin(), samples_.end(), rest,
                                [](double d, const Sample& sample) { return d < sample.distance; });
  after = std::clamp(after, samples_.begin() + 1, samples_.end() - 1);
  const Sample &a = *(after - 1), &b = *after;
  const double span = b.distance - a.distance, u = (rest - a.distance) / span;
  return {a.x + u * (b.x - a.x), a.y + u * (b.y - a.y),
          a.heading + u * (b.heading - a.heading) + laps * turn_, (b.heading - a.heading) / span};
}

}  // namespace posegrad::pose::synth
