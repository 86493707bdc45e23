#include <filesystem>

#include <fmt/format.h>

#include "pose/render/draw_scene.h"
#include "pose/video/video_writer.h"
#include "tensor/error.h"

namespace posegrad::pose {

void require_drawable_path(const std::string& path) {
  const std::string ending = std::filesystem::path(path).extension().string();
  if (is_video_path(path) || ending == ".png" || ending == ".PNG") return;
  throw ValueError(
      fmt::format("cannot draw {}: expected a name that ends in .mp4, .gif or .png", path));
}

}  // namespace posegrad::pose
