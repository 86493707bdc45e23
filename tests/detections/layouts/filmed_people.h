#pragma once
#include <map>
#include <string>
#include <vector>

#include "pose/data/synth/random.h"
#include "pose/data/views/body.h"
#include "pose/detections/layouts/layout.h"

namespace posegrad::test {

/// Somebody who does one of the synthetic motions, 25 frames a second.
pose::views::Motion acted_motion(Index frames, pose::synth::Random& random);

/// Every joint that layouts.json names, of a body: what the body does not have (feet, hands, the
/// ends of the head) is added where it must be about.
std::map<std::string, pose::Vec3> all_joints(const pose::views::Body& body);

/// How people are filmed, and what a detector makes of it.
struct Filming {
  bool has_errors = true;   // noise, outliers, left and right exchanged, joints and parts not found
  bool any_way_up = false;  // people lie, hang upside down, float
  bool in_fractions = false;
  enum class Missing { zeros, minus_ones, nan, score_zero } missing = Missing::zeros;
};

/// What a tool's file says that writes its points in this order: each person before a camera of
/// their own, all in the frames of one video.
pose::detections::Records film(const std::vector<pose::views::Motion>& people,
                               const pose::detections::Layout& layout, const Filming& filming,
                               pose::synth::Random& random);

}  // namespace posegrad::test
