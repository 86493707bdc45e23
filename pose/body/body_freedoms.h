#pragma once
#include <array>
#include <cstddef>
#include <numbers>

#include "pose/body/body.h"

namespace posegrad::pose {

/// How a part can turn against its parent, and how far, radians.
struct PartFreedom {
  std::size_t count = 3;  // directions: any, or one (a hinge), or none
  Vec3 axis = {};         // of a hinge
  double least = 0;       // angle of a hinge
  double most = 0;        // angle of a hinge; of others, from their resting turn
  double usual = 0;       // usual distance from the resting turn; 0: nothing is usual
};

namespace detail {

constexpr double kDegree = std::numbers::pi / 180;
constexpr PartFreedom ball(double most, double usual) {
  return {.most = most * kDegree, .usual = usual * kDegree};
}
constexpr PartFreedom hinge(Vec3 axis, double least, double most) {
  return {.count = 1, .axis = axis, .least = least * kDegree, .most = most * kDegree};
}
constexpr PartFreedom kStiff{.count = 0};

}  // namespace detail

/// By part. Ranges are those of people who are not acrobats, and a little more (Norkin, White,
/// "Measurement of Joint Motion").
constexpr std::array<PartFreedom, kBodyParts> kFreedoms{
    PartFreedom{},                       // hips: free in space
    detail::ball(75, 35),                // spine
    detail::ball(45, 12),                // chest
    detail::ball(75, 25),                // neck
    detail::ball(55, 20),                // head
    detail::ball(45, 15),                // left collar
    detail::ball(150, 80),               // left upper arm
    detail::hinge({0, -1, 0}, -5, 155),  // left forearm
    detail::kStiff,                      // left hand
    detail::ball(45, 15),                // right collar
    detail::ball(150, 80),               // right upper arm
    detail::hinge({0, 1, 0}, -5, 155),   // right forearm
    detail::kStiff,                      // right hand
    detail::ball(130, 80),               // left thigh
    detail::hinge({1, 0, 0}, -5, 155),   // left shank
    detail::kStiff,
    detail::kStiff,                     // left foot, toes: see turn_feet
    detail::ball(130, 80),              // right thigh
    detail::hinge({1, 0, 0}, -5, 155),  // right shank
    detail::kStiff,
    detail::kStiff,  // right foot, toes
};

/// Where each part's unknowns begin among those of a frame; the first three move the hips.
constexpr std::array<std::size_t, kBodyParts> kFirstUnknown = [] {
  std::array<std::size_t, kBodyParts> first{};
  std::size_t next = 3;
  for (std::size_t part = 0; part < kBodyParts; ++part) {
    first[part] = next;
    next += kFreedoms[part].count;
  }
  return first;
}();
constexpr std::size_t kUnknowns = kFirstUnknown.back() + kFreedoms.back().count;

}  // namespace posegrad::pose
