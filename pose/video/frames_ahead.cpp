#include "pose/video/frames_ahead.h"

#include <algorithm>
#include <chrono>
#include <utility>

namespace posegrad::pose {
namespace {

constexpr std::size_t kMostBytes = std::size_t{256} << 20;  // of frames that wait; two always do
constexpr std::size_t kMostFrames = 4;

}  // namespace

FramesAhead::FramesAhead(const std::string& path, const VideoReaderOptions& options)
    : reader_(path, options) {
  const std::size_t frames =
      1 + std::clamp(kMostBytes / reader_.frame_bytes(), std::size_t{2}, kMostFrames);
  for (std::size_t i = 0; i < frames; ++i)
    free_.push_back(Tensor::empty({options.height, options.width, 4}, DType::u8));
  reader_.set_stop([this] { return stop_.load(); });
  thread_ = std::thread([this] { read(); });
}

FramesAhead::~FramesAhead() {
  {
    const std::scoped_lock lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void FramesAhead::read() noexcept {
  std::exception_ptr error;
  try {
    read_frames();
  } catch (...) {
    error = std::current_exception();
  }
  {
    const std::scoped_lock lock(mutex_);
    error_ = error;
    ended_ = true;
  }
  changed_.notify_all();
}

void FramesAhead::read_frames() {
  for (;;) {
    Tensor frame;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return stop_ || !free_.empty(); });
      if (stop_) return;
      frame = std::move(free_.front());
      free_.pop_front();
    }
    if (!reader_.next({frame.bytes(), frame.nbytes()})) return;
    {
      const std::scoped_lock lock(mutex_);
      ready_.push_back(std::move(frame));
    }
    changed_.notify_all();
  }
}

Tensor FramesAhead::next(const std::function<bool()>& stop) {
  constexpr std::chrono::milliseconds kTick{20};
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, kTick, [&] { return !ready_.empty() || ended_; }))
    if (stop && stop()) return {};
  if (!ready_.empty()) {
    if (frame_.defined()) free_.push_back(std::move(frame_));
    frame_ = std::move(ready_.front());
    ready_.pop_front();
    lock.unlock();
    changed_.notify_all();
    return frame_;
  }
  if (error_) std::rethrow_exception(std::exchange(error_, nullptr));
  note_ = reader_.note();
  return {};
}

}  // namespace posegrad::pose
