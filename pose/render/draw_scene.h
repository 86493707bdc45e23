#pragma once
#include <functional>
#include <optional>
#include <string>

#include "pose/render/scene_timeline.h"

namespace posegrad::pose {

struct DrawOptions {
  DrawnFrames frames = {};    // of the motion
  double size = 5;            // inches that a panel is wide and high: 100 pixels each, 80 in a GIF
  Index bitrate = 3000;       // kbit/s of an mp4
  std::string video = {};     // behind the keypoints; empty: a dark background
  Index video_skip = 0;       // frames that the video has before the motion's frame number 0
  bool joint_errors = false;  // show each joint's error where motions are compared
  Index sheet = 12;           // frames of a contact sheet; 1: a picture of the first frame only
};

struct DrawReport {
  Index drawn = 0;                    // frames of the output
  Index motion_frames = 0;            // frames that the motion has from `first` on, up to `limit`
  std::optional<Index> video_frames;  // that the video has after the skip, where there is one
  bool video_ended = false;           // it was shorter than the motion: drawing stopped there
  bool stopped = false;               // by the callback: there is no output
};

/// Called after each frame, and while ffmpeg is waited for: how many are drawn, of how many. False
/// stops the drawing.
using DrawProgress = std::function<bool(Index drawn, Index of)>;

/// False where posegrad was built without Cairo: draw_scene() then throws Error.
bool can_draw_scenes() noexcept;

/// Throws ValueError unless the path ends in .mp4, .gif or .png, whatever its case.
void require_drawable_path(const std::string& path);

/// Draws the scene into a file, whole or not at all, by its ending: .mp4 (H.264), .gif, or .png, a
/// sheet of frames at equal distances. Frame n of the motion is drawn over the video's frame
/// frame_numbers[n] + video_skip; as many as both have. Throws ValueError for options out of range,
/// IoError when the file cannot be written or ffmpeg is missing or fails, DataError when the video
/// cannot be read or has none of the frames.
DrawReport draw_scene(const Scene& scene, const std::string& path, const DrawOptions& options = {},
                      const DrawProgress& progress = {});

}  // namespace posegrad::pose
