#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pose/video/child_process.h"
#include "pose/video/picture_sequence.h"
#include "tensor/dtype.h"

namespace posegrad::pose {

struct VideoReaderOptions {
  Index width = 0, height = 0;  // pixels: frames are scaled to that size
  Index skip = 0;               // frames at the beginning that are not wanted
};

/// Frames of a video, upright, as ffmpeg decodes them: each frame of the file once, whatever its
/// time, because detectors count frames so. A folder or a pattern of pictures is a video, too.
class VideoReader {
 public:
  /// Throws IoError when ffmpeg is missing or the file cannot be opened, and as find_pictures().
  VideoReader(const std::string& path, const VideoReaderOptions& options);

  /// Bytes of a frame: 4 a pixel (blue, green, red, unused), rows from the top.
  std::size_t frame_bytes() const noexcept { return frame_bytes_; }
  /// Puts the next frame into `pixels`, frame_bytes() of it. False at the end of the video. Throws
  /// DataError, with ffmpeg's reason, when it cannot decode it.
  bool next(std::span<std::byte> pixels);

 private:
  void decode_file();
  void decode_run();
  void end_run();

  std::string path_;
  VideoReaderOptions options_;
  std::size_t frame_bytes_;
  std::optional<PictureSequence> pictures_;
  std::vector<PictureRun> runs_;
  std::size_t run_ = 0, came_ = 0;  // the run that is decoded, frames of it
  std::optional<ChildProcess> ffmpeg_;
};

}  // namespace posegrad::pose
