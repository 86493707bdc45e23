#pragma once
#include <optional>
#include <string>
#include <vector>

#include "pose/data/pose_set.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/render/plane.h"

namespace posegrad::pose {

/// People in one frame as a detector saw them.
struct KeypointPicture {
  KeypointLayout layout;
  std::vector<bool> has_label;             // joint -> whether its name is written
  std::vector<std::vector<Point>> people;  // joints in pixels; NaN: not found
  std::optional<VideoSize> size = {};      // of the picture; not known: as large as people need
  std::string title = {};
  std::string video = {};  // behind them; empty: a dark ground
  Index video_frame = 0;
};

/// False where posegrad was built without Cairo: draw_keypoints() then throws Error.
bool can_draw_keypoints() noexcept;

/// A PNG file's bytes: the picture's frame, bones, joints as dots (left ones blue, right ones
/// orange, others yellow) with their names beside them, for the eight largest people; a quarter of
/// the picture around it where points lie there. Throws DataError when the video cannot be read or
/// ends before the frame, Error with Cairo's reason.
std::string draw_keypoints(const KeypointPicture& picture);

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
