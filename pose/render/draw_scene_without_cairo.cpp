#include "pose/render/draw_scene.h"
#include "tensor/error.h"

namespace posegrad::pose {

bool can_draw_scenes() noexcept { return false; }

DrawReport draw_scene(const Scene&, const std::string& path, const DrawOptions&,
                      const DrawProgress&) {
  require_drawable_path(path);
  throw Error("motions cannot be drawn: this posegrad was built without Cairo");
}

}  // namespace posegrad::pose
