#pragma once
#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "pose/video/video_reader.h"

namespace posegrad::pose {

/// Frames of a VideoReader that a thread of its own reads ahead, so that decoding and what is done
/// with the frames overlap. A few frames are in memory at a time, fewer of large ones; when the
/// object goes, reading stops at once.
class FramesAhead {
 public:
  /// Throws as VideoReader.
  FramesAhead(const std::string& path, const VideoReaderOptions& options);
  ~FramesAhead();
  FramesAhead(const FramesAhead&) = delete;
  FramesAhead& operator=(const FramesAhead&) = delete;

  std::size_t frame_bytes() const noexcept { return reader_.frame_bytes(); }
  /// The next frame, valid until the next call; empty at the end, then and ever after. Throws what
  /// reading threw, behind the frames that came before.
  std::span<const std::byte> next();
  /// VideoReader's, behind the end.
  const std::string& note() const noexcept { return note_; }

 private:
  using Frame = std::vector<std::byte>;

  void read() noexcept;
  void read_frames();

  VideoReader reader_;
  Frame frame_;       // that next() gave last
  std::string note_;  // the reader's, when the end was seen
  std::atomic<bool> stop_ = false;

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::deque<Frame> ready_, free_;
  std::exception_ptr error_;
  bool ended_ = false;

  std::thread thread_;  // last: it begins when all else is there
};

}  // namespace posegrad::pose
