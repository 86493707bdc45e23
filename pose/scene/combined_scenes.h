#pragma once
#include <span>

#include "pose/scene/scene.h"

namespace posegrad::pose {

// Several scenes as one, to be seen together: the first motion of each, in the frames of any; what
// a scene does not have in a frame is not a number there. Series are left out. Both throw
// ValueError for no scene, and for rates that differ by more than a thousandth.

/// People of one video. Keypoints of all are drawn in its picture.
Scene people_together(std::span<const Scene> people);

/// One person as several cameras saw them at the same time: frame numbers are common. The other
/// motions are turned about the vertical and moved so that they lie on the first one, as well as
/// their common frames allow, and have their distance to it; keypoints stand side by side.
Scene views_together(std::span<const Scene> views);

}  // namespace posegrad::pose
