#include "pose/data/synth/pose_track.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::synth {

static_assert(sizeof(BodyPose) == kChannels * sizeof(double));

void PoseTrack::add(double time, const BodyPose& pose) {
  if (!times_.empty() && !(time > times_.back()))
    throw ValueError(fmt::format("PoseTrack: a key at {} s after one at {} s; times must ascend",
                                 time, times_.back()));
  times_.push_back(time);
  keys_.push_back(std::bit_cast<Channels>(pose));
}

/// Fritsch-Carlson: the weighted harmonic mean of both neighbouring secants, zero at a turning
/// point.
double PoseTrack::slope(std::size_t key, std::size_t channel) const {
  if (key == 0 || key + 1 == keys_.size()) return 0;
  const double before = times_[key] - times_[key - 1], after = times_[key + 1] - times_[key];
  const double left = (keys_[key][channel] - keys_[key - 1][channel]) / before;
  const double right = (keys_[key + 1][channel] - keys_[key][channel]) / after;
  if (left * right <= 0) return 0;
  const double w1 = 2 * after + before, w2 = after + 2 * before;
  return (w1 + w2) / (w1 / left + w2 / right);
}

PoseTrack::Channels PoseTrack::sample(double time) const {
  if (keys_.empty()) throw ValueError("PoseTrack: no keys");
  if (time <= times_.front()) return keys_.front();
  if (time >= times_.back()) return keys_.back();
  const auto after = std::upper_bound(times_.begin(), times_.end(), time);
  const auto k = static_cast<std::size_t>(after - times_.begin()) - 1;
  const double span = times_[k + 1] - times_[k], u = (time - times_[k]) / span;
  Channels result;
  for (std::size_t c = 0; c < kChannels; ++c) {
    const double a = keys_[k][c], b = keys_[k + 1][c];
    const double rise = b - a, va = span * slope(k, c), vb = span * slope(k + 1, c);
    result[c] = a + u * (va + u * (3 * rise - 2 * va - vb + u * (va + vb - 2 * rise)));
  }
  return result;
}

BodyPose PoseTrack::at(double time) const {
  constexpr double kArmLag = 0.05, kHeadLead = 0.09;  // seconds
  BodyPose pose = std::bit_cast<BodyPose>(sample(time));
  pose.arm = std::bit_cast<BodyPose>(sample(time - kArmLag)).arm;
  const BodyPose ahead = std::bit_cast<BodyPose>(sample(time + kHeadLead));
  pose.nod = ahead.nod;
  pose.look = ahead.look;
  pose.head_tilt = ahead.head_tilt;
  return pose;
}

void Choreography::go(double seconds) {
  track.add(now += seconds, pose);
  last_ = pose;
}

void Choreography::step(Side side, double x, double y, double yaw, double seconds, double lift) {
  const FootPose from = last_.foot[side], stand = pose.foot[other(side)], to{x, y, yaw, 0, 0};
  const auto begin = std::bit_cast<std::array<double, kChannels>>(last_);
  auto halfway = std::bit_cast<std::array<double, kChannels>>(pose);
  for (std::size_t c = 0; c < kChannels; ++c) halfway[c] = (begin[c] + halfway[c]) / 2;
  BodyPose middle = std::bit_cast<BodyPose>(halfway);
  // The weight leaves the foot before it rises.
  middle.x += 0.4 * (stand.x - middle.x);
  middle.y += 0.4 * (stand.y - middle.y);
  middle.foot[side] = {(from.x + to.x) / 2, (from.y + to.y) / 2, (from.yaw + to.yaw) / 2, lift,
                       degrees(14)};
  track.add(now + 0.5 * seconds, middle);

  pose.foot[side] = to;
  pose.x = (to.x + stand.x) / 2 + 0.02 * std::sin(pose.heading);
  pose.y = (to.y + stand.y) / 2 - 0.02 * std::cos(pose.heading);
  go(seconds);
}

}  // namespace posegrad::pose::synth
