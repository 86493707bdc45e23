#include "pose/body/turn_angles.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>

namespace posegrad::pose {
namespace {

constexpr double kTurnDegrees = 180 / std::numbers::pi;
constexpr double kTurnLock = 0.10452846326765347;  // sin 6 degrees

/// The angles of one rotation, degrees.
struct Turns {
  std::array<double, 3> angles = {};
  /// Sine of the angle to the nearest place where the first and the third axis are one.
  double from_lock = 0;
  /// There the rotation says angles[0] + together * angles[2].
  double together = 1;
  bool is_finite = true;

  bool is_free() const { return is_finite && from_lock >= kTurnLock; }
};

/// To [-180, 180].
double wrapped_turn(double degrees) { return std::remainder(degrees, 360); }

double arc_degrees(double sine, double cosine) { return kTurnDegrees * std::atan2(sine, cosine); }

Turns turns_of(const Quaternion& q, TurnOrder order) {
  const double norm = std::sqrt(q.w * q.w + q.x * q.x + q.y * q.y + q.z * q.z);
  Turns turns;
  turns.is_finite = std::isfinite(norm) && norm > 1e-100;
  if (!turns.is_finite) return turns;
  const Quaternion unit{q.w / norm, q.x / norm, q.y / norm, q.z / norm};
  // Columns of the rotation's matrix: where the axes go.
  const Vec3 x = rotate(unit, {1, 0, 0}), y = rotate(unit, {0, 1, 0}), z = rotate(unit, {0, 0, 1});
  switch (order) {
    case TurnOrder::zxy:
      turns.from_lock = std::hypot(y.x, y.y);
      turns.angles = {arc_degrees(-y.x, y.y), arc_degrees(y.z, turns.from_lock),
                      arc_degrees(-x.z, z.z)};
      turns.together = y.z > 0 ? 1 : -1;
      break;
    case TurnOrder::yxz:
      turns.from_lock = std::hypot(z.x, z.z);
      turns.angles = {arc_degrees(z.x, z.z), arc_degrees(-z.y, turns.from_lock),
                      arc_degrees(x.y, y.y)};
      turns.together = z.y > 0 ? 1 : -1;
      break;
    case TurnOrder::yxy:
      turns.from_lock = std::hypot(y.x, y.z);
      turns.angles = {arc_degrees(-y.x, -y.z), arc_degrees(turns.from_lock, y.y),
                      arc_degrees(-x.y, z.y)};
      turns.together = y.y > 0 ? 1 : -1;
      break;
  }
  // In the lock atan2 has only rounding to work on: what remains is read from the first column.
  if (turns.from_lock < 1e-6) {
    turns.angles[0] = order == TurnOrder::zxy ? arc_degrees(x.y, x.x) : arc_degrees(-x.z, x.x);
    turns.angles[2] = 0;
  }
  return turns;
}

/// The other three angles of the same rotation.
std::array<double, 3> other_of(const std::array<double, 3>& angles) {
  return {wrapped_turn(angles[0] + 180), wrapped_turn(180 - angles[1]),
          wrapped_turn(angles[2] + 180)};
}

/// How far angles are from those of a person who stands upright, whichever way it faces; degrees.
double strangeness(const std::array<double, 3>& angles, TurnOrder order) {
  // Weights that let a handstand be a tilt of 180 degrees, not an obliquity.
  const std::array<double, 3> weights =
      order == TurnOrder::yxz ? std::array<double, 3>{0, 2, 1} : std::array<double, 3>{1, 1, 1};
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += weights[i] * std::abs(angles[i]);
  return sum;
}

double turn_jump(const std::array<double, 3>& a, const std::array<double, 3>& b) {
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) sum += std::abs(wrapped_turn(b[i] - a[i]));
  return sum;
}

/// Puts the better of both descriptions into each free frame: the cheapest path through two states
/// a frame.
void choose_descriptions(std::vector<Turns>& frames, const std::vector<std::size_t>& free,
                         TurnOrder order, double fps) {
  if (order == TurnOrder::yxy || free.empty()) return;
  using Pair = std::array<std::array<double, 3>, 2>;
  const auto both = [&](std::size_t i) -> Pair {
    const auto& angles = frames[free[i]].angles;
    return {angles, other_of(angles)};
  };
  std::vector<std::array<bool, 2>> came_from(free.size());  // the cheapest state before each
  std::array<double, 2> cost{};
  Pair last{};
  for (std::size_t i = 0; i < free.size(); ++i) {
    const Pair now = both(i);
    std::array<double, 2> next{};
    for (std::size_t s = 0; s < 2; ++s) {
      const double stay = i == 0 ? 0 : cost[s] + turn_jump(last[s], now[s]);
      const double change = i == 0 ? 0 : cost[1 - s] + turn_jump(last[1 - s], now[s]);
      came_from[i][s] = (change < stay) != (s == 1);
      next[s] = std::min(stay, change) + strangeness(now[s], order) / fps;
    }
    cost = next;
    last = now;
  }
  bool state = cost[1] < cost[0];
  for (std::size_t i = free.size(); i-- > 0;) {
    frames[free[i]].angles = both(i)[state ? 1 : 0];
    state = came_from[i][state ? 1 : 0];
  }
}

/// `angle` plus whole turns, nearest to another.
double nearest_turn(double angle, double to) { return to + wrapped_turn(angle - to); }

/// What the rotation of a locked frame says of its first and third angle.
double sum_of(const Turns& turns) { return turns.angles[0] + turns.together * turns.angles[2]; }

/// Adds whole turns so that each free frame follows the one before, also where that one turned on
/// while it was locked.
void unwrap_turns(std::vector<Turns>& frames, const std::vector<std::size_t>& free) {
  for (std::size_t i = 1; i < free.size(); ++i) {
    const Turns& before = frames[free[i - 1]];
    Turns& now = frames[free[i]];
    for (std::size_t k = 0; k < 3; ++k)
      now.angles[k] = nearest_turn(now.angles[k], before.angles[k]);
    if (free[i] - free[i - 1] == 1) continue;
    double sum = before.angles[0] + now.together * before.angles[2];
    for (std::size_t t = free[i - 1] + 1; t < free[i]; ++t)
      if (frames[t].is_finite) sum = nearest_turn(sum_of(frames[t]), sum);
    now.angles[2] += now.together * (nearest_turn(sum_of(now), sum) - sum_of(now));
  }
}

/// A step over 120 degrees could as well be one the other way. That side is taken which brings
/// what follows, up to the next such step, nearer to 0; else one bad frame could leave an angle a
/// turn off for good. Steps of an angle from one frame to the next, where the rotation itself
/// jumps; or, `across` locked frames, those of the first angle, with which the third one goes.
void come_back(std::vector<Turns>& frames, const std::vector<std::size_t>& free, std::size_t key,
               bool across) {
  const auto angle = [&](std::size_t i, std::size_t k) -> double& {
    return frames[free[i]].angles[k];
  };
  double shift = 0, third_shift = 0, last = 0;  // of the part before; its last angle as it was
  for (std::size_t begin = 0, end = 0; begin < free.size(); begin = end) {
    const double step = begin == 0 ? 0 : angle(begin, key) - last;
    double sum = 0, third_sum = 0;
    for (end = begin; end < free.size(); ++end) {
      const bool may_jump = end > begin && (free[end] - free[end - 1] > 1) == across;
      if (may_jump && std::abs(angle(end, key) - last) > 120) break;
      last = angle(end, key);
      sum += last;
      third_sum += angle(end, 2);
    }
    const auto count = static_cast<double>(end - begin);
    const double turn = step > 0 ? -360 : 360;
    const double third_turn = across ? -frames[free[begin]].together * turn : 0;
    const auto distance = [&](double first, double third) {
      return std::abs(sum / count + first) + (across ? std::abs(third_sum / count + third) : 0);
    };
    if (begin > 0 &&
        distance(shift + turn, third_shift + third_turn) < distance(shift, third_shift)) {
      shift += turn;
      third_shift += third_turn;
    }
    for (std::size_t i = begin; i < end; ++i) {
      angle(i, key) += shift;
      if (across) angle(i, 2) += third_shift;
    }
  }
}

/// Gives a locked frame its sum, which its rotation says, and what is expected of all else.
void settle_turns(Turns& turns, double sum, double rest, double second, TurnOrder order) {
  double angle = nearest_turn(turns.angles[1], second);
  if (order != TurnOrder::yxy) {
    const double other = nearest_turn(180 - turns.angles[1], second);
    if (std::abs(other - second) < std::abs(angle - second)) angle = other;
  }
  turns.angles = {(sum + rest) / 2, angle, turns.together * (sum - rest) / 2};
}

/// Locked frames in a row, [begin, end), and what they lie between.
struct LockedRun {
  std::size_t begin, end;
  Turns before, after;  // the same where only one is known
  bool is_backward = false;
};

void settle_turns(std::vector<Turns>& frames, const LockedRun& run, TurnOrder order) {
  const auto length = static_cast<double>(run.end - run.begin + 1);
  double sum = 0;
  for (std::size_t i = 0; i < run.end - run.begin; ++i) {
    const std::size_t t = run.is_backward ? run.end - 1 - i : run.begin + i;
    Turns& turns = frames[t];
    const double sign = turns.together, part = static_cast<double>(t - run.begin + 1) / length;
    const auto &before = run.before.angles, &after = run.after.angles;
    if (i == 0) sum = run.is_backward ? after[0] + sign * after[2] : before[0] + sign * before[2];
    if (!turns.is_finite) continue;
    const double from = before[0] - sign * before[2], to = after[0] - sign * after[2];
    sum = nearest_turn(sum_of(turns), sum);
    settle_turns(turns, sum, from + part * (to - from), before[1] + part * (after[1] - before[1]),
                 order);
  }
}

void settle_locked(std::vector<Turns>& frames, const std::vector<std::size_t>& free,
                   TurnOrder order) {
  if (free.empty()) {
    const auto first = std::ranges::find(frames, true, &Turns::is_finite);
    if (first == frames.end()) return;
    Turns start = *first;
    start.angles = {sum_of(start), start.angles[1], 0};
    settle_turns(frames, {0, frames.size(), start, start}, order);
    return;
  }
  const Turns& first = frames[free.front()];
  settle_turns(frames, {0, free.front(), first, first, true}, order);
  for (std::size_t i = 1; i < free.size(); ++i)
    settle_turns(frames, {free[i - 1] + 1, free[i], frames[free[i - 1]], frames[free[i]]}, order);
  const Turns& last = frames[free.back()];
  settle_turns(frames, {free.back() + 1, frames.size(), last, last}, order);
}

}  // namespace

TurnAngles turn_angles(std::span<const Quaternion> rotations, TurnOrder order, double fps) {
  std::vector<Turns> frames;
  std::vector<std::size_t> free;
  frames.reserve(rotations.size());
  for (const Quaternion& rotation : rotations) {
    frames.push_back(turns_of(rotation, order));
    if (frames.back().is_free()) free.push_back(frames.size() - 1);
  }
  choose_descriptions(frames, free, order, fps);
  unwrap_turns(frames, free);
  come_back(frames, free, 0, true);
  for (const std::size_t key : {0U, 1U, 2U}) come_back(frames, free, key, false);
  settle_locked(frames, free, order);
  TurnAngles angles;
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const Turns& turns : frames) {
    angles.first.push_back(turns.is_finite ? turns.angles[0] : nan);
    angles.second.push_back(turns.is_finite ? turns.angles[1] : nan);
    angles.third.push_back(turns.is_finite ? turns.angles[2] : nan);
  }
  return angles;
}

}  // namespace posegrad::pose
