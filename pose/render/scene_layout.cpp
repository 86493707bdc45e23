#include "pose/render/scene_layout.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kTitle = 40, kFoot = 30;  // units above and below of what a panel shows

/// The largest rectangle of the video's shape, in the middle of the panel, on whole pixels.
Rectangle picture_in(Rectangle panel, VideoSize size) {
  const double scale = std::min(panel.width / static_cast<double>(size.width),
                                panel.height / static_cast<double>(size.height));
  const double width = std::max(1.0, std::floor(static_cast<double>(size.width) * scale));
  const double height = std::max(1.0, std::floor(static_cast<double>(size.height) * scale));
  return {panel.x + std::floor((panel.width - width) / 2),
          panel.y + std::floor((panel.height - height) / 2), width, height};
}

}  // namespace

SceneLayout scene_layout(const Scene& scene, Index panel_pixels, std::optional<VideoSize> video) {
  constexpr Index kSmallest = 50, kLargest = 16384;
  if (scene.keypoints) video = scene.keypoints->size;
  const Index panels = static_cast<Index>(scene.motions.size()) + (video ? 1 : 0);
  if (panels == 0) throw ValueError("the scene holds neither keypoints nor a motion to draw");
  if (panel_pixels < kSmallest || panel_pixels * panels > kLargest)
    throw ValueError(
        fmt::format("a picture of {} panels of {} pixels cannot be drawn: expected {} pixels or "
                    "more, {} in all "
                    "at most",
                    panels, panel_pixels, kSmallest, kLargest));
  if (video && (video->width < 1 || video->height < 1))
    throw ValueError(fmt::format("the video's size is {} x {}; expected 1 or more", video->width,
                                 video->height));

  SceneLayout layout;
  layout.panel = static_cast<int>(panel_pixels);
  layout.height = layout.panel;
  layout.width = static_cast<int>(panel_pixels * panels);
  layout.unit = static_cast<double>(panel_pixels) / 500;
  const double side = layout.panel;
  double x = 0;
  if (video) {
    const double top = std::round(kTitle * layout.unit), foot = std::round(kFoot * layout.unit);
    layout.input = {*video, picture_in({0, top, side, side - top - foot}, *video)};
    x += side;
  }
  for (std::size_t i = 0; i < scene.motions.size(); ++i, x += side)
    layout.motions.push_back({x, 0, side, side});
  return layout;
}

Point SceneLayout::keypoint(Point in_video) const {
  const Rectangle& picture = input->picture;
  return {picture.x + in_video.x * picture.width / static_cast<double>(input->size.width),
          picture.y + in_video.y * picture.height / static_cast<double>(input->size.height)};
}

FloorView SceneLayout::view(Index motion, double azimuth, Vec3 root) const {
  const Rectangle& area = motions.at(static_cast<std::size_t>(motion));
  const double side = 4 * unit, top = (kTitle + 6) * unit, foot = (kFoot - 4) * unit;
  return {{area.x + side, area.y + top, area.width - 2 * side, area.height - top - foot},
          azimuth,
          root};
}

}  // namespace posegrad::pose
