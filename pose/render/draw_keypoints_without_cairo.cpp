#include "pose/render/draw_keypoints.h"
#include "tensor/error.h"

namespace posegrad::pose {

bool can_draw_keypoints() noexcept { return false; }

std::string draw_keypoints(const KeypointPicture&) {
  throw Error("keypoints cannot be drawn: this posegrad was built without Cairo");
}

}  // namespace posegrad::pose
