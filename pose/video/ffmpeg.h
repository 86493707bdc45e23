#pragma once
#include <limits>
#include <string>
#include <vector>

#include "tensor/dtype.h"

namespace posegrad::pose {

/// The path as ffmpeg takes it for a file and nothing else: not "-x" for an option, "a:b" for a
/// protocol or "pipe:" for itself.
std::string file_url(const std::string& path);

/// A line of ffmpeg without the "file:PATH: " that it began with: our messages name the file.
std::string without_file_name(const std::string& line, const std::string& path);

/// Throws IoError "cannot open PATH: ..." unless it is a file that can be read (an address in a
/// network is none): ffmpeg would say the same less clearly.
void require_readable(const std::string& path);

/// A packet of a video: mostly one frame.
struct FfprobePacket {
  double shown_at = 0;        // seconds; NaN: it does not say it
  bool is_key = false;        // decoding can begin there
  bool is_discarded = false;  // decoded, not shown
};

/// What ffprobe says of a file's first video, checked and in numbers. NaN and "": it does not say it.
struct FfprobeAnswer {
  static constexpr double kUnsaid = std::numeric_limits<double>::quiet_NaN();

  Index width = 0, height = 0;    // pixels, as they are stored
  double pixel_aspect = kUnsaid;  // width of a pixel over its height, as they are stored
  double turned = kUnsaid;        // degrees clockwise by which frames are turned to be shown
  double mean_rate = kUnsaid, base_rate = kUnsaid;  // frames per second
  double duration = kUnsaid;                        // seconds
  std::vector<double> times;           // when frames are shown, ascending, seconds; NaN behind them
  std::vector<FfprobePacket> packets;  // in the file's order
  std::string container, codec;        // by ffmpeg's names
  std::string pixel_format, color_space, color_range;
};

/// text: JSON of `ffprobe -of json` with kFfprobeEntries; path: the video, for messages. Throws
/// DataError "PATH: ..." in one line when it is no JSON, has no video, or a field has another type
/// or value than ffprobe gives it, naming the field.
FfprobeAnswer read_ffprobe_answer(const std::string& text, const std::string& path);

/// What to ask for by -show_entries.
extern const char* const kFfprobeEntries;

}  // namespace posegrad::pose
