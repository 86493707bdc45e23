#pragma once
#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "pose/video/video_reader.h"
#include "tensor/tensor.h"

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

  /// The next frame, (H, W, 4) u8: blue, green, red, unused; its memory is written again after the
  /// next call. Undefined at the end, then and ever after. Throws what reading threw, behind the
  /// frames that came before. Undefined also once `stop`, asked while it waits, says true.
  Tensor next(const std::function<bool()>& stop = {});
  /// VideoReader's, behind the end.
  const std::string& note() const noexcept { return note_; }

 private:
  void read() noexcept;
  void read_frames();

  VideoReader reader_;
  Tensor frame_;      // that next() gave last
  std::string note_;  // the reader's, when the end was seen
  std::atomic<bool> stop_ = false;

  std::mutex mutex_;  // of what follows
  std::condition_variable changed_;
  std::deque<Tensor> ready_, free_;
  std::exception_ptr error_;
  bool ended_ = false;

  std::thread thread_;  // last: it begins when all else is there
};

}  // namespace posegrad::pose
