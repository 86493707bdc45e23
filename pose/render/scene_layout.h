#pragma once
#include <optional>
#include <vector>

#include "pose/render/floor_view.h"
#include "pose/render/plane.h"
#include "pose/scene/scene.h"

namespace posegrad::pose {

/// Where the parts of a scene's picture are, in pixels from its top left corner: square panels side
/// by side, first the input where there is one, then the motions.
struct SceneLayout {
  int panel = 0;              // width and height of a panel
  int width = 0, height = 0;  // of the picture
  double unit = 1;            // what is 1 pixel wide in a panel of 500 is that wide
  struct Input {
    VideoSize size;     // of the video
    Rectangle screen;   // where its frame, or a part of it, is seen; whole pixels
    Rectangle picture;  // where the whole frame is
  };
  std::optional<Input> input;
  std::vector<Rectangle> motions;

  /// Where a keypoint, pixels of the video, is drawn. There must be an input.
  Point keypoint(Point in_video) const;
  /// The camera of a motion's panel. root: what it follows, metres.
  FloorView view(Index motion, double azimuth, Vec3 root) const;
};

/// panel_pixels: width and height of a panel. video: the size of the one behind the keypoints;
/// without it, the input shows the part of its frame where keypoints are. Throws ValueError when
/// there is nothing to draw, or the picture is too large for a video (16384 pixels) or a panel
/// smaller than 50.
SceneLayout scene_layout(const Scene& scene, Index panel_pixels,
                         std::optional<VideoSize> video = {});

}  // namespace posegrad::pose
