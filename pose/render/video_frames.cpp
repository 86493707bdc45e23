#include "pose/render/video_frames.h"

namespace posegrad::pose {

VideoFrames::VideoFrames(const std::string& path, const VideoReaderOptions& options, Index first)
    : reader_(path, options), next_(first), frame_(reader_.frame_bytes()) {}

bool VideoFrames::advance(Index number) {
  for (; next_ <= number; ++next_)
    if (!reader_.next(frame_)) return false;
  return true;
}

std::span<const std::byte> VideoFrames::mean(const std::vector<Index>& numbers) {
  if (numbers.size() == 1) {
    if (!advance(numbers.front())) return {};
    return frame_;
  }
  sums_.assign(frame_.size(), 0);
  for (const Index number : numbers) {
    if (!advance(number)) return {};
    for (std::size_t i = 0; i < frame_.size(); ++i)
      sums_[i] += std::to_integer<unsigned>(frame_[i]);
  }
  const auto count = static_cast<unsigned>(numbers.size());
  mean_.resize(frame_.size());
  for (std::size_t i = 0; i < mean_.size(); ++i)
    mean_[i] = static_cast<std::byte>((sums_[i] + count / 2) / count);
  return mean_;
}

}  // namespace posegrad::pose
