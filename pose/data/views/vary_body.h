#pragma once
#include "pose/data/synth/random.h"
#include "pose/data/views/body.h"

namespace posegrad::pose::views {

// What makes many bodies and poses of few. Each changes a whole window in the same way, so that a
// motion stays one.

/// Trunk, head and arms of another motion on this one's hips, or single limbs, or neither.
/// `donor` draws another motion of as many frames.
template <class Donor>
void combine(Motion& motion, const Donor& donor, synth::Random& random);

/// Upper body of `from` on the hips of `to`.
void take_upper_body(Motion& to, const Motion& from);
void take_arm(Motion& to, const Motion& from, bool left);
void take_leg(Motion& to, const Motion& from, bool left);

/// Most people look somewhere else than their chest does: turns the head about the neck, from one
/// angle to another over the window. Recorded motion seldom has heads that were measured.
void turn_head(Motion& motion, synth::Random& random);

/// Turns limbs and trunk by constant angles about the joints where they hang.
void bend(Motion& motion, synth::Random& random);

/// Now and then one leg goes forward and up, or both as of somebody who sits or squats.
void lift_legs(Motion& motion, synth::Random& random);

/// Now and then hips and trunk lean over one leg, the other leg in line with the trunk, hanging or
/// between: who balances, lunges, kicks or reaches down.
void lean(Motion& motion, synth::Random& random);

/// Lays, tilts or turns the whole body over, now and then.
void tilt(Motion& motion, synth::Random& random);

/// Another person: proportions drawn anew, then all of it scaled so that leg and trunk together
/// keep the reference body's length. Size cannot be seen by one camera, so it is not asked for.
void reshape(Motion& motion, synth::Random& random);

template <class Donor>
void combine(Motion& motion, const Donor& donor, synth::Random& random) {
  if (random.chance(0.35)) take_upper_body(motion, donor());
  for (const bool left : {false, true}) {
    if (random.chance(0.12)) take_arm(motion, donor(), left);
    if (random.chance(0.06)) take_leg(motion, donor(), left);
  }
}

}  // namespace posegrad::pose::views
