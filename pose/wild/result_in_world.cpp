#include "pose/wild/result_in_world.h"

#include <utility>

#include "pose/wild/upright.h"

namespace posegrad::pose {
namespace {

void lift(const Tensor& positions, Vec3 by) {
  float* const numbers = positions.data<float>();
  for (Index i = 0; i < positions.numel(); i += 3) {
    numbers[i] += static_cast<float>(by.x);
    numbers[i + 1] += static_cast<float>(by.y);
    numbers[i + 2] += static_cast<float>(by.z);
  }
}

}  // namespace

Scene result_in_world(Result result) {
  Scene scene = std::move(result.scene);
  if (result.space == PoseSpace::world) return scene;
  SceneMotion& motion = scene.motions.front();
  const Quaternion orientation = scene.camera ? scene.camera->orientation : usual_orientation();
  motion.positions = rotate_to_world(motion.positions, orientation);
  if (scene.camera && scene.camera->position)
    lift(motion.positions, *scene.camera->position);
  else
    motion.positions = set_on_floor(motion.positions);
  return scene;
}

}  // namespace posegrad::pose
