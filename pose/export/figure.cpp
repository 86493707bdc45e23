#include "pose/export/figure.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace posegrad::pose {
namespace {

using enum BodyPart;

/// Of the body whose widths are given here, metres.
constexpr double kUsualHeight = 1.75;

/// A vector that stands on another, horizontal where it can.
Vec3 upright_to(Vec3 direction) {
  const Vec3 side = cross(std::abs(direction.y) < 0.9 ? Vec3{0, 1, 0} : Vec3{0, 0, 1}, direction);
  return unit(side);
}

/// Of a limb at its ends and at 0.4 of its length.
struct Radii {
  double first, middle, last;
};

class FigureMaker {
 public:
  FigureMaker(const BodyShape& shape, const std::array<std::uint8_t, kBodyParts>& joints)
      : shape_(shape), joints_(joints), places_(rest_places(shape)) {
    const double head_top = places_[index_of(head)].y + shape.tips[index_of(head)].y;
    const double height = shape.height > 0 ? shape.height : head_top;
    scale_ = (height > 0 ? height : kUsualHeight) / kUsualHeight;
  }

  Figure made() && {
    trunk();
    limb(neck, at(neck), at(head), {0.060, 0.056, 0.054});
    skull();
    side(figure_.rest, left_collar, left_thigh);
    side(figure_.right, right_collar, right_thigh);
    return std::move(figure_);
  }

 private:
  Vec3 at(BodyPart part) const { return places_[index_of(part)]; }
  Vec3 tip(BodyPart part) const { return at(part) + shape_.tips[index_of(part)]; }
  Binding bound(BodyPart part) const { return {{joints_[index_of(part)], 0}, {255, 0}}; }
  /// weight: of the second, 0 to 1.
  Binding bound(BodyPart one, BodyPart other, double weight) const {
    const auto second = static_cast<std::uint8_t>(std::lround(255 * std::clamp(weight, 0.0, 1.0)));
    if (second == 0 || second == 255) return bound(second == 0 ? one : other);
    return {{joints_[index_of(one)], joints_[index_of(other)]},
            {static_cast<std::uint8_t>(255 - second), second}};
  }
  static BodyPart next(BodyPart part, std::size_t by) {
    return static_cast<BodyPart>(index_of(part) + by);
  }

  /// An arm and a leg; parts of a side follow each other.
  void side(Surface& surface, BodyPart collar, BodyPart thigh) {
    const BodyPart upper_arm = next(collar, 1), forearm = next(collar, 2), hand = next(collar, 3);
    // From the trunk's side to the shoulder: the collar's inner end lies within.
    limb(surface, collar, at(collar) + 0.45 * (at(upper_arm) - at(collar)), at(upper_arm),
         {0.062, 0.060, 0.055});
    limb(surface, upper_arm, at(upper_arm), at(forearm), {0.054, 0.050, 0.041});
    limb(surface, forearm, at(forearm), at(hand), {0.041, 0.040, 0.028});
    flat_hand(surface, hand);
    const BodyPart shank = next(thigh, 1), foot = next(thigh, 2);
    limb(surface, thigh, at(thigh), at(shank), {0.088, 0.082, 0.057});
    limb(surface, shank, at(shank), at(foot), {0.057, 0.057, 0.036});
    shoe(surface, foot, next(thigh, 3));
  }

  void limb(BodyPart part, Vec3 a, Vec3 b, Radii radii) { limb(figure_.rest, part, a, b, radii); }

  /// A ball at either end and what their common tangents enclose.
  void limb(Surface& surface, BodyPart part, Vec3 a, Vec3 b, Radii radii) const {
    const Vec3 way = b - a;
    const double distance = length(way);
    if (distance < 1e-6) return;
    const Vec3 direction = 1 / distance * way, across = upright_to(direction);
    const Vec3 along = cross(direction, across);
    const double first = scale_ * radii.first, last = scale_ * radii.last;
    // Where the tangents leave the balls: this far from the equator.
    const double lean = std::asin(std::clamp((first - last) / distance, -0.9, 0.9));
    std::vector<Ring> rings;
    const auto ring = [&](Vec3 center, double radius, double angle) {
      rings.push_back({center + radius * std::sin(angle) * direction,
                       radius * std::cos(angle) * across, radius * std::cos(angle) * along,
                       bound(part)});
    };
    constexpr double kPole = std::numbers::pi / 2;
    constexpr int kRings = 4;
    for (int i = 1; i <= kRings; ++i) ring(a, first, -kPole + i * (lean + kPole) / kRings);
    ring(a + 0.4 * way, scale_ * radii.middle, lean);
    for (int i = 0; i < kRings; ++i) ring(b, last, lean + i * (kPole - lean) / kRings);
    add_tube(surface, rings, a - first * direction, b + last * direction);
  }

  /// From the crotch to the neck, in horizontal sections that go with hips, spine and chest by
  /// their height.
  void trunk() {
    const double hip = at(left_thigh).y, low = at(spine).y, high = at(chest).y;
    const double neck_height = at(neck).y, shoulder = at(left_upper_arm).y;
    const double hip_width = std::abs(at(left_thigh).x - at(right_thigh).x) / 2 + 0.075 * scale_;
    const double shoulder_width = std::abs(at(left_upper_arm).x - at(right_upper_arm).x) / 2;
    const double chest_width = std::max(0.90 * shoulder_width, 0.11 * scale_);
    const double waist_width = 0.8 * std::min(hip_width, chest_width) + 0.012 * scale_;
    const double waist = std::lerp(std::max(hip, low), high, 0.45);
    std::vector<Ring> rings;
    const auto ring = [&](double height, double width, double depth, Vec3 center) {
      const Vec3 middle{center.x, height, center.z};
      rings.push_back({middle, {width, 0, 0}, {0, 0, depth * scale_}, trunk_binding(height)});
    };
    ring(hip - 0.075 * scale_, 0.55 * hip_width, 0.060, at(hips));
    ring(hip - 0.045 * scale_, 0.88 * hip_width, 0.092, at(hips));
    ring(hip + 0.005 * scale_, hip_width, 0.106, at(hips));
    ring(std::lerp(hip, waist, 0.5), std::lerp(hip_width, waist_width, 0.45), 0.103, at(hips));
    ring(waist, waist_width, 0.092, at(spine));
    const double under_arms = shoulder - 0.10 * scale_;
    ring(std::lerp(waist, under_arms, 0.5), std::lerp(waist_width, chest_width, 0.6), 0.104,
         at(chest));
    ring(under_arms, chest_width, 0.112, at(chest));
    ring(shoulder - 0.03 * scale_, 0.97 * chest_width, 0.100, at(chest));
    ring(shoulder + 0.02 * scale_, 0.76 * chest_width, 0.080, at(chest));
    ring(std::max(shoulder + 0.035 * scale_, neck_height - 0.012 * scale_), 0.42 * chest_width,
         0.060, at(neck));
    // Bodies of other proportions must not fold.
    for (std::size_t i = 1; i < rings.size(); ++i)
      rings[i].center.y = std::max(rings[i].center.y, rings[i - 1].center.y + 1e-3 * scale_);
    Vec3 bottom = rings.front().center, top = rings.back().center;
    bottom.y -= 0.012 * scale_;
    top.y += 0.012 * scale_;
    add_tube(figure_.rest, rings, bottom, top);
  }

  Binding trunk_binding(double height) const {
    const double spread = 0.07 * scale_;
    const auto beyond = [&](BodyPart part) {
      const double t = std::clamp((height - at(part).y) / spread / 2 + 0.5, 0.0, 1.0);
      return t * t * (3 - 2 * t);
    };
    return beyond(chest) > 0 ? bound(spine, chest, beyond(chest))
                             : bound(hips, spine, beyond(spine));
  }

  void skull() {
    const Vec3 bottom = at(head) - Vec3{0, 0.055 * scale_, 0}, top = tip(head);
    const Vec3 middle = 0.5 * (bottom + top) + Vec3{0, 0.01 * scale_, 0.012 * scale_};
    const double half = length(top - bottom) / 2;
    if (half < 1e-6) return;
    std::vector<Ring> rings;
    constexpr int kRings = 8;
    for (int i = 1; i < kRings; ++i) {
      const double angle = std::numbers::pi * (static_cast<double>(i) / kRings - 0.5);
      // Narrower at the chin.
      const double wide = scale_ * std::cos(angle) * (angle < 0 ? 1 - 0.12 * std::sin(-angle) : 1);
      rings.push_back({middle + half * std::sin(angle) * unit(top - bottom),
                       {0.082 * wide, 0, 0},
                       {0, 0, 0.100 * wide},
                       bound(head)});
    }
    add_tube(figure_.rest, rings, middle - 0.5 * (top - bottom), middle + 0.5 * (top - bottom));
  }

  void flat_hand(Surface& surface, BodyPart hand) const {
    const Vec3 way = shape_.tips[index_of(hand)];
    if (length(way) < 1e-6) return;
    const Vec3 direction = unit(way), across = upright_to(direction);
    const Vec3 along = cross(direction, across);
    std::vector<Ring> rings;
    const auto ring = [&](double share, double width, double thickness) {
      rings.push_back({at(hand) + share * way, width * scale_ * across, thickness * scale_ * along,
                       bound(hand)});
    };
    ring(-0.05, 0.024, 0.022);
    ring(0.12, 0.033, 0.021);
    ring(0.40, 0.041, 0.018);
    ring(0.70, 0.036, 0.014);
    ring(0.90, 0.026, 0.011);
    ring(0.97, 0.014, 0.007);
    add_tube(surface, rings, at(hand) - 0.08 * way, at(hand) + way);
  }

  /// A foot and its toes, flat on the floor at rest.
  void shoe(Surface& surface, BodyPart foot, BodyPart toes) const {
    const Vec3 ankle = at(foot), ball = at(toes), end = tip(toes);
    const double s = scale_;
    // Sections across the foot: where, how wide, from under the floor up to a height.
    std::vector<Ring> rings;
    const auto ring = [&](Vec3 place, double width, double top, const Binding& binding) {
      const double low = -0.012 * s;
      rings.push_back({{place.x, (low + top) / 2, place.z},
                       {width * s, 0, 0},
                       {0, (top - low) / 2, 0},
                       binding});
    };
    const Vec3 forward = ball - ankle;
    const auto on_foot = [&](double share) { return ankle + share * forward; };
    const Vec3 heel = ankle - Vec3{0, 0, 0.055 * s};
    ring(heel + Vec3{0, 0, 0.006 * s}, 0.022, 0.040 * s, bound(foot));
    ring(heel + Vec3{0, 0, 0.020 * s}, 0.032, 0.065 * s, bound(foot));
    ring(on_foot(0), 0.036, std::max(ankle.y + 0.012 * s, 0.06 * s), bound(foot));
    ring(on_foot(0.4), 0.037, std::max(0.8 * ankle.y, 0.055 * s), bound(foot));
    ring(on_foot(0.75), 0.042, std::max(0.55 * ankle.y, 0.048 * s), bound(foot));
    ring(ball, 0.045, 0.044 * s, bound(foot, toes, 0.5));
    const Vec3 toe = end - ball;
    ring(ball + 0.35 * toe, 0.045, 0.038 * s, bound(toes));
    ring(ball + 0.75 * toe, 0.036, 0.030 * s, bound(toes));
    ring(ball + 0.93 * toe, 0.022, 0.022 * s, bound(toes));
    add_tube(surface, rings, {heel.x, 0.012 * s, heel.z}, {end.x, 0.010 * s, end.z}, 0);
  }

  const BodyShape& shape_;
  const std::array<std::uint8_t, kBodyParts>& joints_;
  std::array<Vec3, kBodyParts> places_;
  double scale_ = 1;
  Figure figure_;
};

}  // namespace

std::array<Vec3, kBodyParts> rest_places(const BodyShape& shape) {
  std::array<Vec3, kBodyParts> places;
  places[0] = {0, shape.hip_height, 0};
  for (std::size_t i = 1; i < kBodyParts; ++i)
    places[i] = places[static_cast<std::size_t>(kBodyParents[i])] + shape.offsets[i];
  return places;
}

Figure make_figure(const BodyShape& shape, const std::array<std::uint8_t, kBodyParts>& joints) {
  return FigureMaker(shape, joints).made();
}

}  // namespace posegrad::pose
