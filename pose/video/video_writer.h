#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "pose/formats/atomic_file.h"
#include "pose/video/child_process.h"
#include "tensor/dtype.h"

namespace posegrad::pose {

struct VideoWriterOptions {
  Index width = 0, height = 0;  // pixels
  double fps = 0;
  Index bitrate = 3000;  // kbit/s, of mp4
};

/// Encodes frames with ffmpeg: `.mp4` (H.264 as every player takes it: an odd size gets one more
/// row or column) or `.gif` (endless, at most 50 frames/s, which is what browsers can show; its
/// palette is made for the first few seconds). The file appears whole at finish() or not at all.
class VideoWriter {
 public:
  /// Throws ValueError for another ending or a size or rate out of range, IoError when the file
  /// cannot be made or ffmpeg is missing.
  VideoWriter(const std::string& path, const VideoWriterOptions& options);

  /// pixels: width * height * 4 bytes (blue, green, red, unused), rows from the top. Throws IoError
  /// with ffmpeg's reason when it has stopped (a full disk, killed). False when it was told to stop.
  bool write(std::span<const std::byte> pixels);
  /// Ends the file and puts it in place. Throws IoError as write(), and when ffmpeg says that all is
  /// well and has written nothing. False when it was told to stop.
  bool finish();
  /// As ChildProcess::set_stop().
  void set_stop(std::function<bool()> stop) { ffmpeg_->set_stop(std::move(stop)); }

 private:
  [[noreturn]] void fail(std::string reason) const;

  std::string path_;
  std::size_t frame_bytes_;
  std::optional<formats::AtomicFile> file_;
  std::optional<ChildProcess> ffmpeg_;  // goes before the file that it writes
};

/// What VideoWriter can write, by the path's ending, whatever its case.
bool is_video_path(const std::string& path);
bool is_gif_path(const std::string& path);

}  // namespace posegrad::pose
