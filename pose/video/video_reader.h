#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pose/video/child_process.h"
#include "pose/video/picture_sequence.h"
#include "pose/video/video_seek.h"
#include "pose/video/yuv.h"
#include "tensor/dtype.h"

namespace posegrad::pose {

inline constexpr Index kLargestSide = 16384;  // pixels of a frame

struct VideoReaderOptions {
  Index width = 0, height = 0;  // pixels: frames are scaled to that size
  Index skip = 0;               // frames at the beginning that are not wanted
  Index count = 0;              // frames from there on that are looked at; 0: all
  Index every = 1;              // of those the first, and each that many later
  /// How to come to frame `skip` (of a file): seek_before(). Where that fails, all before is decoded.
  std::optional<VideoSeek> seek = {};
  /// Of a file: ffmpeg gives these and its colours are made here, which costs less. Of even sizes, and
  /// the size is the video's.
  std::optional<YuvColours> colours = {};
  /// Of a video that cannot be decoded to its end the frames up to there are all, and note() says
  /// why; else DataError. Always an error before the first frame, and of pictures.
  bool up_to_damage = false;
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
  /// Behind the end: what ffmpeg had to say though frames came, "PATH: behind frame 12: ..."; empty:
  /// nothing.
  const std::string& note() const noexcept { return note_; }
  /// As ChildProcess::set_stop(): next() then returns false.
  void set_stop(std::function<bool()> stop) { stop_ = std::move(stop); }
  bool was_stopped() const noexcept { return was_stopped_; }

 private:
  void decode_file();
  bool read_frame(std::span<std::byte> pixels);
  void decode_run();
  void end_run();

  std::string path_;
  VideoReaderOptions options_;
  std::size_t frame_bytes_;
  std::optional<PictureSequence> pictures_;
  std::vector<PictureRun> runs_;
  std::size_t run_ = 0, came_ = 0;  // the run that is decoded, frames of it
  std::optional<ChildProcess> ffmpeg_;
  std::vector<std::byte> stored_;  // a frame in the video's colours
  std::string note_;
  std::function<bool()> stop_;
  bool was_stopped_ = false;
};

}  // namespace posegrad::pose
