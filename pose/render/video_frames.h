#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "pose/video/video_reader.h"

namespace posegrad::pose {

/// Frames of a video by their numbers, which never go back.
class VideoFrames {
 public:
  /// options.skip: frames before the one that has number `first`, below which none is asked for.
  VideoFrames(const std::string& path, const VideoReaderOptions& options, Index first = 0);

  /// The mean of the frames with these numbers (ascending, >= 0), valid until the next call; empty
  /// when the video ends before the last of them. Throws DataError.
  std::span<const std::byte> mean(const std::vector<Index>& numbers);
  /// As VideoReader::set_stop(): mean() is then empty.
  void set_stop(std::function<bool()> stop) { reader_.set_stop(std::move(stop)); }
  /// How many frames came so far, with those before `first`.
  Index read() const noexcept { return next_; }

 private:
  bool advance(Index number);

  VideoReader reader_;
  Index next_;  // number of the frame that comes next
  std::vector<std::byte> frame_, mean_;
  std::vector<unsigned> sums_;
};

}  // namespace posegrad::pose
