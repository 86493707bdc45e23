#pragma once
#include <string>

#include "tensor/index.h"

namespace posegrad::pose {

/// What a video is, as somebody sees it who decodes it.
struct VideoInfo {
  Index width = 0, height = 0;  // pixels, after the rotation that a phone wrote beside its frames
  int rotation = 0;             // degrees that were undone: 0, 90, 180, 270
  double fps = 0;               // frames per second, the mean where they come irregularly
  bool variable_rate = false;
  Index frames = 0;     // in the file, after skipping what its edit list leaves out
  double duration = 0;  // seconds
};

/// Asks ffprobe. Reads the whole file, but decodes nothing. Throws IoError when ffprobe is missing
/// or the file cannot be opened, DataError when it is not a video; one line with ffprobe's reason.
VideoInfo probe_video(const std::string& path);

}  // namespace posegrad::pose
