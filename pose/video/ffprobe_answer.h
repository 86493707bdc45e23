#pragma once
#include <limits>
#include <string>
#include <vector>

#include "tensor/index.h"

namespace posegrad::pose {

/// What ffprobe says of a file's first video, checked and in numbers. NaN: it does not say it.
struct FfprobeAnswer {
  static constexpr double kUnsaid = std::numeric_limits<double>::quiet_NaN();

  Index width = 0, height = 0;  // pixels, as they are stored
  double turned = kUnsaid;      // degrees clockwise by which frames are turned to be shown
  double mean_rate = kUnsaid, base_rate = kUnsaid;  // frames per second
  double duration = kUnsaid;                        // seconds
  std::vector<double> times;  // when frames are shown, ascending, seconds; NaN behind them
};

/// text: JSON of `ffprobe -of json` with kFfprobeEntries; path: the video, for messages. Throws
/// DataError "PATH: ..." in one line when it is no JSON, has no video, or a field has another type
/// or value than ffprobe gives it, naming the field.
FfprobeAnswer read_ffprobe_answer(const std::string& text, const std::string& path);

/// What to ask for by -show_entries.
extern const char* const kFfprobeEntries;

}  // namespace posegrad::pose
