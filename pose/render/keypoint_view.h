#pragma once
#include "pose/render/draw_keypoints.h"
#include "pose/render/plane.h"

namespace posegrad::pose {

/// Where things of a KeypointPicture lie on its canvas, which has a title above.
struct KeypointView {
  int width = 0, height = 0;  // of the canvas, pixels
  Rectangle picture{};        // the frame of the video's picture on it
  double scale = 1;           // pixels of the canvas for one of the picture

  Point at(Point pixel) const { return {picture.x + scale * pixel.x, picture.y + scale * pixel.y}; }
  bool is_in_view(Point on_canvas) const;
};

inline constexpr double kTitleHeight = 36;  // pixels

/// So large that people can be told, within limits that hold for any numbers.
KeypointView keypoint_view(const KeypointPicture& picture);

/// The longer side of the box around the found points; 0 for none.
double extent_of(const std::vector<Point>& person);

}  // namespace posegrad::pose
