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

/// The part of the video's frame that holds all keypoints, with some air, in the frame's shape and
/// not less than a third of its width: pixels of the video.
Rectangle used_part(const SceneKeypoints& keypoints) {
  const auto width = static_cast<double>(keypoints.size.width);
  const auto height = static_cast<double>(keypoints.size.height);
  const std::span<const float> xy = keypoints.positions.cpu_view<float>();
  double left = width, right = 0, top = height, bottom = 0;
  for (std::size_t i = 0; i + 1 < xy.size(); i += 2) {
    if (!std::isfinite(xy[i]) || !std::isfinite(xy[i + 1])) continue;
    const double x = std::clamp<double>(xy[i], 0, width),
                 y = std::clamp<double>(xy[i + 1], 0, height);
    left = std::min(left, x);
    right = std::max(right, x);
    top = std::min(top, y);
    bottom = std::max(bottom, y);
  }
  if (left > right) return {0, 0, width, height};
  constexpr double kAir = 1.25;
  const double part =
      std::clamp(kAir * std::max((right - left) / width, (bottom - top) / height), 1.0 / 3, 1.0);
  const Rectangle shown{0, 0, part * width, part * height};
  return {std::clamp((left + right - shown.width) / 2, 0.0, width - shown.width),
          std::clamp((top + bottom - shown.height) / 2, 0.0, height - shown.height), shown.width,
          shown.height};
}

}  // namespace

SceneLayout scene_layout(const Scene& scene, Index panel_pixels, std::optional<VideoSize> video) {
  constexpr Index kSmallest = 50, kLargest = 16384;
  const bool whole = video.has_value();
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
    const Rectangle screen = picture_in({0, top, side, side - top - foot}, *video);
    layout.input = {*video, screen, screen};
    if (!whole) {
      const Rectangle part = used_part(*scene.keypoints);
      const double across = screen.width / part.width, down = screen.height / part.height;
      layout.input->picture = {screen.x - part.x * across, screen.y - part.y * down,
                               static_cast<double>(video->width) * across,
                               static_cast<double>(video->height) * down};
    }
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
