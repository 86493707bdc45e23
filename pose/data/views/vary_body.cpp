#include "pose/data/views/vary_body.h"

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <numbers>

#include "pose/geometry/quaternion.h"

namespace posegrad::pose::views {
namespace {

constexpr double kDegree = std::numbers::pi / 180;

constexpr std::initializer_list<std::size_t> kUpperBody = {
    spine,       thorax,      neck, head,     left_shoulder, left_elbow, left_wrist, right_shoulder,
    right_elbow, right_wrist, nose, left_eye, right_eye,     left_ear,   right_ear};
constexpr std::initializer_list<std::size_t> kHead = {head,      nose,     left_eye,
                                                      right_eye, left_ear, right_ear};

struct Limb {
  Point root, middle, end;
};
constexpr Limb arm(bool left) {
  return left ? Limb{left_shoulder, left_elbow, left_wrist}
              : Limb{right_shoulder, right_elbow, right_wrist};
}
constexpr Limb leg(bool left) {
  return left ? Limb{left_hip, left_knee, left_ankle} : Limb{right_hip, right_knee, right_ankle};
}

/// About an axis in any direction; the angle's standard deviation in degrees.
Quaternion random_turn(double degrees, synth::Random& random) {
  const double angle = degrees * kDegree * random.normal();
  const Vec3 axis{random.normal(), random.normal(), random.normal()};
  const double n = std::max(length(axis), 1e-9), s = std::sin(angle / 2) / n;
  return {std::cos(angle / 2), s * axis.x, s * axis.y, s * axis.z};
}

// Points turned about `about`, in axes that the body carries along.
void turn_points(Body& body, Vec3 about, const Axes& axes, const Quaternion& turn,
                 std::initializer_list<std::size_t> points) {
  for (const std::size_t p : points)
    body[p] = about + axes.world(rotate(turn, axes.local(body[p] - about)));
}

void take_limb(Motion& to, const Motion& from, const Limb& limb, Axes (*axes)(const Body&)) {
  for (std::size_t t = 0; t < to.size(); ++t) {
    const Axes here = axes(to[t]), there = axes(from[t]);
    for (const Point p : {limb.middle, limb.end})
      to[t][p] = to[t][limb.root] + here.world(there.local(from[t][p] - from[t][limb.root]));
  }
}

}  // namespace

void take_upper_body(Motion& to, const Motion& from) {
  for (std::size_t t = 0; t < to.size(); ++t) {
    const Axes here = pelvis_axes(to[t]), there = pelvis_axes(from[t]);
    for (const std::size_t p : kUpperBody)
      to[t][p] = to[t][hip] + here.world(there.local(from[t][p] - from[t][hip]));
  }
}

void take_arm(Motion& to, const Motion& from, bool left) {
  take_limb(to, from, arm(left), chest_axes);
}
void take_leg(Motion& to, const Motion& from, bool left) {
  take_limb(to, from, leg(left), pelvis_axes);
}

void bend(Motion& motion, synth::Random& random) {
  struct Bend {
    bool wanted;
    Quaternion turn;
  };
  const auto draw = [&](double chance, double degrees) {
    const bool wanted = random.chance(chance);
    return Bend{wanted, random_turn(degrees, random)};
  };
  const Bend trunk = draw(0.3, 15);
  const std::array<Bend, 2> arms{draw(0.35, 26), draw(0.35, 26)},
      legs{draw(0.25, 16), draw(0.25, 16)};
  for (Body& body : motion) {
    if (trunk.wanted) turn_points(body, body[hip], pelvis_axes(body), trunk.turn, kUpperBody);
    for (const bool left : {false, true}) {
      const Bend &a = arms[left ? 1 : 0], &l = legs[left ? 1 : 0];
      const Limb upper = arm(left), lower = leg(left);
      if (a.wanted)
        turn_points(body, body[upper.root], chest_axes(body), a.turn, {upper.middle, upper.end});
      if (l.wanted)
        turn_points(body, body[lower.root], pelvis_axes(body), l.turn, {lower.middle, lower.end});
    }
  }
}

void turn_head(Motion& motion, synth::Random& random) {
  struct Angles {
    double yaw, nod, tilt;
  };
  if (random.chance(0.2)) return;
  const Angles begin{kDegree * 32 * random.normal(), kDegree * 18 * random.normal(),
                     kDegree * 10 * random.normal()};
  const Angles change{kDegree * 14 * random.normal(), kDegree * 8 * random.normal(),
                      kDegree * 4 * random.normal()};
  const double frames = std::max(1.0, static_cast<double>(motion.size() - 1));
  for (std::size_t t = 0; t < motion.size(); ++t) {
    const double share = static_cast<double>(t) / frames;
    constexpr double kFarthest = 80 * kDegree;  // over the shoulder
    const double yaw = std::clamp(begin.yaw + share * change.yaw, -kFarthest, kFarthest);
    turn_points(motion[t], motion[t][neck], chest_axes(motion[t]),
                turn_z(yaw) * turn_x(begin.nod + share * change.nod) *
                    turn_y(begin.tilt + share * change.tilt),
                kHead);
  }
}

void lift_legs(Motion& motion, synth::Random& random) {
  struct Lift {
    double thigh, knee;  // rad
  };
  const auto draw = [&] {
    const double thigh = kDegree * random.uniform(15, 110);
    return Lift{thigh, std::min(random.uniform(0, 1.6) * thigh, 2.3)};
  };
  std::array<Lift, 2> lifts{};
  const double kind = random.uniform();
  if (kind < 0.06) {  // sits or squats
    lifts[0] = draw();
    const auto like = [&] { return 0.12 * random.normal(); };
    lifts[1] = {lifts[0].thigh + like(), lifts[0].knee + like()};
  } else if (kind < 0.16) {
    lifts[random.chance(0.5) ? 1 : 0] = draw();
  } else {
    return;
  }
  for (Body& body : motion) {
    const Axes axes = pelvis_axes(body);  // x to the left: against the thumb the leg goes forward
    for (const bool left : {false, true}) {
      const auto& [thigh, knee] = lifts[left ? 1 : 0];
      const Limb limb = leg(left);
      turn_points(body, body[limb.root], axes, turn_x(-thigh), {limb.middle, limb.end});
      turn_points(body, body[limb.middle], axes, turn_x(knee), {limb.end});
    }
  }
}

void lean(Motion& motion, synth::Random& random) {
  if (!random.chance(0.15)) return;
  const bool stands_left = random.chance(0.5);
  const Limb standing = leg(stands_left), other = leg(!stands_left);
  const double direction = random.uniform(0, 2 * std::numbers::pi),
               angle = kDegree * random.uniform(8, 65), hangs = random.uniform();
  const auto about_axis = [&](double a) {
    return Quaternion{std::cos(a / 2), std::sin(a / 2) * std::cos(direction),
                      std::sin(a / 2) * std::sin(direction), 0};
  };
  for (Body& body : motion) {
    Vec3 across = body[left_hip] - body[right_hip];
    across.z = 0;
    if (length(across) < 1e-3) continue;  // lies on the side
    const Vec3 x = unit(across), z{0, 0, 1};
    const Axes heading{x, cross(z, x), z};
    const Vec3 about = body[standing.root];
    for (std::size_t p = 0; p < body.size(); ++p)
      if (p != standing.middle && p != standing.end)
        body[p] = about + heading.world(rotate(about_axis(angle), heading.local(body[p] - about)));
    turn_points(body, body[other.root], heading, about_axis(-hangs * angle),
                {other.middle, other.end});
  }
}

void tilt(Motion& motion, synth::Random& random) {
  const double kind = random.uniform();
  const double direction = random.uniform(0, 2 * std::numbers::pi);
  // A little for everybody, as rigs and floors are not level; a few lie or stand on their hands.
  const double angle = kDegree * (kind < 0.03  ? random.uniform(60, 180)
                                  : kind < 0.2 ? 12 * random.normal()
                                               : 2 * random.normal());
  const Quaternion turn{std::cos(angle / 2), std::sin(angle / 2) * std::cos(direction),
                        std::sin(angle / 2) * std::sin(direction), 0};
  const Vec3 about = motion[motion.size() / 2][hip];
  for (Body& body : motion)
    for (Vec3& p : body) p = about + rotate(turn, p - about);
}

void reshape(Motion& motion, synth::Random& random) {
  const auto draw = [&](double spread) { return std::exp(spread * random.normal()); };
  const double legs = draw(0.04), arms = draw(0.05);
  const double thigh = legs * draw(0.04), shin = legs * draw(0.04), upper_arm = arms * draw(0.05),
               forearm = arms * draw(0.05), trunk = draw(0.04), shoulders = draw(0.08),
               hips = draw(0.1), neck_length = draw(0.12), skull = draw(0.1);
  // The reference body's leg and trunk.
  constexpr double kThigh = 0.41, kShin = 0.40, kTrunk = 0.50;
  const double size = (kThigh + kShin + kTrunk) / (kThigh * thigh + kShin * shin + kTrunk * trunk);
  const double path = size * legs;
  const Vec3 origin = motion.front()[hip];
  for (Body& b : motion) {
    const Body old = b;
    b[hip] = path * (old[hip] - origin);
    const auto hang = [&](std::size_t from, std::size_t p, double factor) {
      b[p] = b[from] + size * factor * (old[p] - old[from]);
    };
    for (const bool left : {false, true}) {
      const Limb limb = leg(left);
      hang(hip, limb.root, hips);
      hang(limb.root, limb.middle, thigh);
      hang(limb.middle, limb.end, shin);
    }
    hang(hip, spine, trunk);
    hang(hip, thorax, trunk);
    const Vec3 between = 0.5 * (old[left_shoulder] + old[right_shoulder]);
    const Vec3 middle = b[hip] + size * trunk * (between - old[hip]);
    for (const bool left : {false, true}) {
      const Limb limb = arm(left);
      b[limb.root] = middle + size * shoulders * (old[limb.root] - between);
      hang(limb.root, limb.middle, upper_arm);
      hang(limb.middle, limb.end, forearm);
    }
    hang(thorax, neck, neck_length);
    for (const std::size_t p : kHead) hang(neck, p, skull);
  }
}

}  // namespace posegrad::pose::views
