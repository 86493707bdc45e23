#include <algorithm>
#include <array>
#include <cmath>

#include "pose/wild/ground/banded_squares.h"
#include "pose/wild/ground/standing_feet.h"

namespace posegrad::pose {
namespace {

using Term = BandedSquares::Term;

// Usual errors. A density is the square of an error times the time that it lasts on both sides, so
// that each frame of a sum counts its duration and the frame rate does not matter.
constexpr double kDepthError = 0.025, kSideError = 0.005;  // parts of the distance
constexpr double kErrorLasts = 0.2;                        // s
constexpr double kDepthAcceleration = 2;                   // (m/s^2)^2 s
constexpr double kSideCorrection = 3;                      // (m/s^2)^2 s
constexpr double kFastest = 50;                            // m/s^2: beyond, it is an error
constexpr double kFootVelocity = 1e-4;                     // (m/s)^2 s: 1 cm off in a second
constexpr double kFootSpeed = 0.3;                         // m/s: beyond, it hardly stands
constexpr double kHeightError = 0.03, kHeightLasts = 0.2;  // m, s
constexpr double kNearest = 0.1, kFarthest = 1000;         // m: distances to take parts of
constexpr double kUnknown = 1e-6;                          // trust in a root that was filled in
constexpr int kRounds = 5;

double density(double error, double lasts) { return 2 * lasts * error * error; }

/// Cauchy's weight of an error, in usual errors; half at `scale`.
double trust(double error, double scale) { return 1 / (1 + error * error / (scale * scale)); }

/// What is believed of an acceleration that the camera saw; nearly all of a jump's.
double plausible(double acceleration) {
  const double part = acceleration / kFastest;
  return 1 / (1 + part * part * part * part);
}

/// The line of sight of a point and two directions across it.
std::array<Vec3, 3> sight_axes(Vec3 at) {
  const double distance = length(at);
  const Vec3 along = distance > 0 ? (1 / distance) * at : Vec3{0, 0, 1};
  const Vec3 down = std::abs(along.y) < 0.9 ? Vec3{0, 1, 0} : Vec3{1, 0, 0};
  const Vec3 right = unit(cross(down, along));
  return {along, right, cross(along, right)};
}

class Path {
 public:
  Path(const RootedMotion& motion, const FootContacts& contacts, Vec3 up)
      : motion_(motion), contacts_(contacts), up_(up), dt_(1 / motion.fps), root_(motion.root) {}

  void improve() {
    BandedSquares squares(motion_.frames());
    const double floor = standing_height(motion_, root_, contacts_, up_);
    for (std::size_t t = 0; t < motion_.frames(); ++t) {
      const std::array<Vec3, 3> axes = sight_axes(motion_.root[t]);
      hold_to_estimate(squares, t, axes);
      if (t > 0 && t + 1 < motion_.frames()) smooth(squares, t, axes);
      for (const BodySide side : kBodySides) {
        if (!contacts_[t][side].stands) continue;
        hold_height(squares, t, side, floor);
        if (t + 1 < motion_.frames() && contacts_[t + 1][side].stands) hold_foot(squares, t, side);
      }
    }
    root_ = std::move(squares).solve();
  }

  std::vector<Vec3> take() && { return std::move(root_); }

 private:
  void hold_to_estimate(BandedSquares& squares, std::size_t t, const std::array<Vec3, 3>& axes) {
    const Vec3 estimate = motion_.root[t], off = root_[t] - estimate;
    const double distance = std::clamp(length(estimate), kNearest, kFarthest);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double usual = distance * (axis == 0 ? kDepthError : kSideError);
      const double believed = motion_.known[t] ? trust(dot(axes[axis], off) / usual, 3) : kUnknown;
      squares.add(believed * dt_ / density(usual, kErrorLasts), std::array{Term{t, axes[axis]}},
                  dot(axes[axis], estimate));
    }
  }

  void smooth(BandedSquares& squares, std::size_t t, const std::array<Vec3, 3>& axes) {
    const Vec3 bend = motion_.root[t - 1] - 2 * motion_.root[t] + motion_.root[t + 1];
    const double across = std::hypot(dot(axes[1], bend), dot(axes[2], bend)) / (dt_ * dt_);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const Vec3 e = axes[axis];
      const double weight =
          1 / ((axis == 0 ? kDepthAcceleration : kSideCorrection) * dt_ * dt_ * dt_);
      squares.add(weight, std::array{Term{t - 1, e}, Term{t, -2 * e}, Term{t + 1, e}},
                  axis == 0 ? 0 : plausible(across) * dot(e, bend));
    }
  }

  void hold_foot(BandedSquares& squares, std::size_t t, BodySide side) {
    const Vec3 swing = motion_.ankle(t, side) - motion_.ankle(t + 1, side);
    const double speed = length(root_[t + 1] - root_[t] - swing) / dt_;
    const double still = contacts_[t][side].stillness * contacts_[t + 1][side].stillness;
    const double weight = still * trust(speed / kFootSpeed, 1) / (kFootVelocity * dt_);
    for (const Vec3 e : {Vec3{1, 0, 0}, Vec3{0, 1, 0}, Vec3{0, 0, 1}})
      squares.add(weight, std::array{Term{t, -e}, Term{t + 1, e}}, dot(e, swing));
  }

  void hold_height(BandedSquares& squares, std::size_t t, BodySide side, double floor) {
    const double ankle = dot(up_, motion_.ankle(t, side));
    const double off = dot(up_, root_[t]) + ankle - floor;
    squares.add(trust(off / kHeightError, 2) * dt_ / density(kHeightError, kHeightLasts),
                std::array{Term{t, up_}}, floor - ankle);
  }

  const RootedMotion& motion_;
  const FootContacts& contacts_;
  Vec3 up_;
  double dt_;
  std::vector<Vec3> root_;
};

}  // namespace

std::vector<Vec3> steady_path(const RootedMotion& motion, const FootContacts& contacts, Vec3 up) {
  Path path(motion, contacts, up);
  for (int round = 0; round < kRounds; ++round) path.improve();
  return std::move(path).take();
}

double standing_height(const RootedMotion& motion, const std::vector<Vec3>& root,
                       const FootContacts& contacts, Vec3 up) {
  std::vector<double> heights;
  for (std::size_t t = 0; t < motion.frames(); ++t)
    for (const BodySide side : kBodySides)
      if (contacts[t][side].stands) heights.push_back(dot(up, root[t] + motion.ankle(t, side)));
  if (heights.empty()) return 0;
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::nth_element(heights.begin(), middle, heights.end());
  return *middle;
}

}  // namespace posegrad::pose
