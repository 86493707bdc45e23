#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "pose/data/synth/body.h"
#include "pose/data/synth/random.h"

namespace posegrad::pose::synth {

/// A motion in the actor's own place (start near the origin, facing +y): pose at a time in seconds
/// from 0 on.
using Motion = std::function<BodyPose(double time)>;

/// One kind of motion. make() draws a take's speed, amplitude, side and path, good for `seconds`.
struct MotionKind {
  std::string_view name;  // the action group
  Motion (*make)(const BodyShape& shape, Random& random, double seconds);
  bool walks_about = false;  // it uses the room itself: its middle must stay near the room's
};

/// All kinds, in the order in which data sets list them.
std::span<const MotionKind> motion_kinds();

Motion walking(const BodyShape& shape, Random& random, double seconds);
Motion running(const BodyShape& shape, Random& random, double seconds);
Motion phoning(const BodyShape& shape, Random& random, double seconds);
Motion sitting_down(const BodyShape& shape, Random& random, double seconds);
Motion squatting(const BodyShape& shape, Random& random, double seconds);
Motion waving(const BodyShape& shape, Random& random, double seconds);
Motion turning(const BodyShape& shape, Random& random, double seconds);
Motion picking_up(const BodyShape& shape, Random& random, double seconds);
Motion throwing(const BodyShape& shape, Random& random, double seconds);
Motion jumping(const BodyShape& shape, Random& random, double seconds);
Motion boxing(const BodyShape& shape, Random& random, double seconds);
Motion kicking(const BodyShape& shape, Random& random, double seconds);

/// The small movements of a living body (breathing, swaying, looking about) on top of a motion.
Motion with_sway(Motion motion, Random& random);

}  // namespace posegrad::pose::synth
