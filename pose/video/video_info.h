#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "pose/video/video_seek.h"
#include "pose/video/yuv.h"
#include "tensor/dtype.h"

namespace posegrad::pose {

/// What a video is, as somebody sees it who decodes it.
struct VideoInfo {
  Index width = 0, height = 0;  // pixels, after the rotation that a phone wrote beside its frames
  double pixel_aspect = 1;      // width of a pixel over its height, after the rotation
  int rotation = 0;             // degrees that were undone: 0, 90, 180, 270
  double fps = 0;  // frames per second, the mean where they come irregularly; 0: nothing says it
  bool variable_rate = false;
  Index frames = 0;                // in the file, after skipping what its edit list leaves out
  double duration = 0;             // seconds; 0: nothing says it
  std::vector<double> times = {};  // of the frames, ascending, seconds from the first; may be fewer
  SeekPoints seek_points = {};
  std::optional<YuvColours> colours = {};  // of frames of this very size
  // Of a folder or a pattern of pictures:
  bool of_pictures = false;
  std::vector<Index> numbers = {};      // in their names, ascending; empty: not counted so
  std::vector<std::string> notes = {};  // what was left out and what is odd, "PATH: ..."
};

struct PixelSize {
  Index width = 0, height = 0;
  bool operator==(const PixelSize&) const = default;
};

/// The size at which the pixels are square: the shorter side of a pixel is stretched, as far as
/// VideoReader goes.
PixelSize square_pixels(const VideoInfo& info);

struct VideoPart {
  Index first = 0, count = 0;
  bool operator==(const VideoPart&) const = default;
};

/// The frames that are shown from `start` up to but not at `end`, seconds from the first frame on.
/// Throws ValueError unless 0 <= start < end, DataError naming `path` when the video has no frame
/// there, or nothing says when its frames are shown (pictures).
VideoPart frames_between(const VideoInfo& info, double start, double end, const std::string& path);

/// Longest silence of ffprobe, which writes as it reads, before it is taken to hang.
inline constexpr std::chrono::milliseconds kFfprobeTimeout = std::chrono::minutes(1);

/// Asks ffprobe; of pictures (find_pictures()), their names and first bytes. Reads the whole file,
/// but decodes nothing. Throws IoError when ffprobe is missing or silent for too long or the file
/// cannot be opened, DataError when it is not a video; one line with ffprobe's reason.
VideoInfo probe_video(const std::string& path, std::chrono::milliseconds timeout = kFfprobeTimeout);

}  // namespace posegrad::pose
