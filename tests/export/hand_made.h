#pragma once
#include <string>
#include <vector>

#include "pose/body/body.h"

namespace posegrad::test {

using pose::Vec3;

/// An adult of 1.74 m.
pose::BodyShape adult();

/// Motions whose poses are formulas: "t_pose", "walk" (in a circle), "cartwheel", "turns" (twice
/// around), "somersault", "handstand", "lying" (on the back, rolling from side to side). Rates of
/// 24 to 240 frames a second, also 30000/1001.
std::vector<pose::BodyMotion> hand_made_motions();
pose::BodyMotion hand_made(const std::string& name);

/// Where parts begin, then the tips of head, left hand, right hand, left toes and right toes.
constexpr std::size_t kPlaces = pose::kBodyParts + 5;
constexpr std::array<pose::BodyPart, 5> kTipped{
    pose::BodyPart::head, pose::BodyPart::left_hand, pose::BodyPart::right_hand,
    pose::BodyPart::left_toes, pose::BodyPart::right_toes};
std::array<Vec3, kPlaces> places_of(const pose::BodyMotion& motion, std::size_t frame);

/// Degrees between two turns.
double angle_between(const pose::Quaternion& a, const pose::Quaternion& b);

}  // namespace posegrad::test
