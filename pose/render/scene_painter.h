#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "pose/render/canvas.h"
#include "pose/render/scene_layout.h"
#include "pose/render/scene_timeline.h"

namespace posegrad::pose {

/// Draws frames of a scene, one after the other, on one canvas. The scene must outlive it. For this
/// folder's sources only, as it shows Cairo's header.
class ScenePainter {
 public:
  /// joint_errors: show each joint's error where there is one.
  ScenePainter(const Scene& scene, SceneLayout layout, bool joint_errors);

  /// video: the frame of the video in the size of layout.input->screen, 4 bytes a pixel; empty: a
  /// dark background.
  void paint(const SceneFrame& frame, std::span<const std::byte> video);

  const SceneLayout& layout() const noexcept { return layout_; }
  const Canvas& canvas() const noexcept { return canvas_; }

 private:
  void paint_input(const SceneFrame& frame, std::span<const std::byte> video) const;
  void paint_keypoints(const SceneFrame& frame) const;
  void paint_motion(std::size_t number, const SceneFrame::Motion& motion) const;
  void paint_time(const SceneFrame& frame) const;

  const Scene& scene_;
  SceneLayout layout_;
  bool joint_errors_;
  Canvas canvas_;
};

}  // namespace posegrad::pose
