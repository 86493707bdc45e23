#pragma once
#include <cstddef>
#include <span>
#include <string>

#include "pose/video/child_process.h"
#include "tensor/index.h"

namespace posegrad::pose {

struct VideoReaderOptions {
  Index width = 0, height = 0;  // pixels: frames are scaled to that size
  Index skip = 0;               // frames at the beginning that are not wanted
};

/// Frames of a video, upright, as ffmpeg decodes them: each frame of the file once, whatever its
/// time, because detectors count frames so.
class VideoReader {
 public:
  /// Throws IoError when ffmpeg is missing or the file cannot be opened.
  VideoReader(const std::string& path, const VideoReaderOptions& options);

  /// Bytes of a frame: 4 a pixel (blue, green, red, unused), rows from the top.
  std::size_t frame_bytes() const noexcept { return frame_bytes_; }
  /// Puts the next frame into `pixels`, frame_bytes() of it. False at the end of the video. Throws
  /// DataError, with ffmpeg's reason, when it cannot decode it.
  bool next(std::span<std::byte> pixels);

 private:
  std::string path_;
  std::size_t frame_bytes_;
  ChildProcess ffmpeg_;
  bool ended_ = false;
};

}  // namespace posegrad::pose
