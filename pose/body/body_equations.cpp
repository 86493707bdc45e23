#include "pose/body/body_equations.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "pose/body/first_guess.h"
#include "pose/body/turns.h"

namespace posegrad::pose {
namespace {

constexpr double kMarkerError = 0.01;  // m
constexpr double kOutlier = 0.15;      // m: half believed
constexpr double kLimitError = 0.05;   // radians beyond a limit
constexpr double kSpeed = 6;           // rad/s that a part usually turns with

using Matrix3 = std::array<std::array<double, 3>, 3>;

double component(Vec3 v, std::size_t i) { return i == 0 ? v.x : i == 1 ? v.y : v.z; }
Vec3 axis_of(std::size_t i) { return {i == 0 ? 1.0 : 0.0, i == 1 ? 1.0 : 0.0, i == 2 ? 1.0 : 0.0}; }

/// The directions that a part can turn in, in its own axes.
Vec3 direction(std::size_t part, std::size_t i) {
  return kFreedoms[part].count == 1 ? kFreedoms[part].axis : axis_of(i);
}

/// |A - B|^2 / 2 of two rotations, A^T B = M: 3 - tr M, and its derivatives by turns A exp(a) and
/// B exp(b).
struct Chord {
  explicit Chord(const Quaternion& from, const Quaternion& to) {
    const Quaternion m = conjugate(from) * to;
    for (std::size_t k = 0; k < 3; ++k) {
      const Vec3 column = rotate(m, axis_of(k));
      for (std::size_t i = 0; i < 3; ++i) M[i][k] = component(column, i);
    }
    trace = M[0][0] + M[1][1] + M[2][2];
    // J_b^T r = -J_a^T r
    gradient = 0.5 * Vec3{M[2][1] - M[1][2], M[0][2] - M[2][0], M[1][0] - M[0][1]};
  }
  double value() const { return 3 - trace; }
  /// u . J_a^T J_b v = u . (M^T - tr(M)) v / 2; J_a^T J_a and J_b^T J_b are the identity.
  double coupling(Vec3 u, Vec3 v) const {
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t k = 0; k < 3; ++k) sum += component(u, i) * M[k][i] * component(v, k);
    return 0.5 * (sum - trace * dot(u, v));
  }

  Matrix3 M{};
  double trace = 0;
  Vec3 gradient;
};

double hinge_angle(const Quaternion& turn, Vec3 axis) { return dot(vector_of(turn), axis); }

double beyond(double angle, double least, double most) {
  return angle > most ? angle - most : angle < least ? angle - least : 0;
}

/// How far a part is out of its range, and the direction that leads further out.
struct Excess {
  double angle = 0;
  Vec3 outwards;
};
Excess excess_of(std::size_t part, const Quaternion& turn) {
  const PartFreedom& freedom = kFreedoms[part];
  if (freedom.count == 1)
    return {beyond(hinge_angle(turn, freedom.axis), freedom.least, freedom.most), freedom.axis};
  if (freedom.most == 0) return {};
  const Vec3 from_rest = vector_of(conjugate(resting_turn(static_cast<BodyPart>(part))) * turn);
  const double angle = length(from_rest);
  if (angle <= freedom.most) return {};
  return {angle - freedom.most, (1 / angle) * from_rest};
}

double square(double x) { return x * x; }

Vec3 marker_error(const BodyMarker& marker, const BodyFrame& frame,
                  const std::array<formats::Placed, kBodyParts>& parts) {
  const formats::Placed& part = parts[index_of(marker.part)];
  return part.position + rotate(part.turn, marker.offset) - frame[marker.point];
}

/// Cauchy's loss s^2 log(1 + e^2 / s^2) and, as its derivative by e^2, the weight of an error.
double cauchy(double error) { return square(kOutlier) * std::log1p(square(error / kOutlier)); }
double cauchy_weight(double error) { return 1 / (1 + square(error / kOutlier)); }

}  // namespace

BodyEquations::BodyEquations(const SizedBody& body, double fps)
    : body_(body), usual_change_(kSpeed / fps) {}

double BodyEquations::cost(std::span<const BodyFrame> frames, std::span<const BodyPose> poses,
                           const BodyPose* before) const {
  double sum = 0;
  for (std::size_t t = 0; t < frames.size(); ++t) {
    const auto parts = placed(body_.shape, poses[t]);
    for (const BodyMarker& marker : body_.markers)
      sum += frames[t].trust[index_of(marker.point)] *
             cauchy(length(marker_error(marker, frames[t], parts))) / square(kMarkerError);
    const BodyPose* const last = t > 0 ? &poses[t - 1] : before;
    for (std::size_t part = 0; part < kBodyParts; ++part) {
      if (kFreedoms[part].count == 0) continue;
      const Quaternion& turn = poses[t].turns[part];
      if (kFreedoms[part].usual > 0)
        sum += Chord(resting_turn(static_cast<BodyPart>(part)), turn).value() /
               square(kFreedoms[part].usual);
      sum += square(excess_of(part, turn).angle / kLimitError);
      if (last) sum += Chord(last->turns[part], turn).value() / square(usual_change_);
    }
  }
  return sum;
}

void BodyEquations::add_markers(const BodyFrame& frame, const BodyPose& pose,
                                std::span<double> matrix, std::span<double> right) const {
  const auto parts = placed(body_.shape, pose);
  for (const BodyMarker& marker : body_.markers) {
    const double trust = frame.trust[index_of(marker.point)];
    if (trust <= 0) continue;
    const Vec3 error = marker_error(marker, frame, parts);
    const double weight = trust * cauchy_weight(length(error)) / square(kMarkerError);
    // dx/dd of the unknowns that move this marker: those of its part and of all it hangs on.
    std::array<std::size_t, kUnknowns> unknown{};
    std::array<Vec3, kUnknowns> slope{};
    std::size_t count = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      unknown[count] = i;
      slope[count++] = axis_of(i);
    }
    const Vec3 at = error + frame[marker.point];
    for (int p = static_cast<int>(index_of(marker.part)); p >= 0;
         p = kBodyParents[static_cast<std::size_t>(p)]) {
      const auto part = static_cast<std::size_t>(p);
      for (std::size_t i = 0; i < kFreedoms[part].count; ++i) {
        unknown[count] = kFirstUnknown[part] + i;
        slope[count++] =
            cross(rotate(parts[part].turn, direction(part, i)), at - parts[part].position);
      }
    }
    for (std::size_t a = 0; a < count; ++a) {
      right[unknown[a]] -= weight * dot(slope[a], error);
      for (std::size_t b = 0; b < count; ++b)
        if (unknown[b] <= unknown[a])
          matrix[unknown[a] * kUnknowns + unknown[b]] += weight * dot(slope[a], slope[b]);
    }
  }
}

void BodyEquations::assemble(std::span<const BodyFrame> frames, std::span<const BodyPose> poses,
                             const BodyPose* before, BlockTridiagonal& into) const {
  into.set_zero();
  for (std::size_t t = 0; t < frames.size(); ++t) {
    const std::span<double> matrix = into.diagonal(t), right = into.right(t);
    add_markers(frames[t], poses[t], matrix, right);
    for (std::size_t part = 0; part < kBodyParts; ++part) {
      const PartFreedom& freedom = kFreedoms[part];
      if (freedom.count == 0) continue;
      const Quaternion& turn = poses[t].turns[part];
      // Rest, and the frame before, which changes too unless it is fixed.
      const auto hold = [&](const Quaternion& to, double usual, bool moves) {
        const Chord chord(to, turn);
        const double weight = 1 / square(usual);
        for (std::size_t i = 0; i < freedom.count; ++i) {
          const std::size_t u = kFirstUnknown[part] + i;
          const double slope = weight * dot(chord.gradient, direction(part, i));
          matrix[u * kUnknowns + u] += weight;
          right[u] -= slope;
          if (!moves) continue;
          into.diagonal(t - 1)[u * kUnknowns + u] += weight;
          into.right(t - 1)[u] += slope;
          for (std::size_t k = 0; k < freedom.count; ++k)
            into.below(t)[u * kUnknowns + kFirstUnknown[part] + k] +=
                weight * chord.coupling(direction(part, k), direction(part, i));
        }
      };
      if (freedom.usual > 0) hold(resting_turn(static_cast<BodyPart>(part)), freedom.usual, false);
      if (t > 0) hold(poses[t - 1].turns[part], usual_change_, true);
      if (t == 0 && before) hold(before->turns[part], usual_change_, false);
      const Excess excess = excess_of(part, turn);
      if (excess.angle == 0) continue;
      const double weight = 1 / square(kLimitError);
      for (std::size_t i = 0; i < freedom.count; ++i) {
        const std::size_t u = kFirstUnknown[part] + i;
        const double a = dot(excess.outwards, direction(part, i));
        right[u] -= weight * a * excess.angle;
        for (std::size_t k = 0; k <= i; ++k)
          matrix[u * kUnknowns + kFirstUnknown[part] + k] +=
              weight * a * dot(excess.outwards, direction(part, k));
      }
    }
  }
}

BodyPose changed(const BodyPose& pose, std::span<const double> unknowns) {
  BodyPose result = pose;
  result.position = pose.position + Vec3{unknowns[0], unknowns[1], unknowns[2]};
  for (std::size_t part = 0; part < kBodyParts; ++part) {
    Vec3 by{};
    for (std::size_t i = 0; i < kFreedoms[part].count; ++i)
      by = by + unknowns[kFirstUnknown[part] + i] * direction(part, i);
    result.turns[part] = normalised(pose.turns[part] * turn_about(by));
  }
  return result;
}

}  // namespace posegrad::pose
