#include <algorithm>
#include <cmath>
#include <queue>

#include "pose/wild/people.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

/// One coordinate of one joint over the frames.
class Series {
 public:
  Series(std::span<float> numbers, Index start, Index step)
      : numbers_(numbers), start_(start), step_(step) {}
  Index size() const { return (static_cast<Index>(numbers_.size()) - start_ + step_ - 1) / step_; }
  float& operator[](Index frame) const {
    return numbers_[static_cast<std::size_t>(start_ + frame * step_)];
  }

 private:
  std::span<float> numbers_;
  Index start_, step_;
};

/// In double as NumPy's interp, in its order of operations, so that the result is the same to the
/// last bit.
bool interpolate(const Series& series) {
  Index before = -1;
  const Index size = series.size();
  for (Index frame = 0; frame < size; ++frame) {
    if (std::isnan(series[frame])) continue;
    if (before < 0) {
      for (Index f = 0; f < frame; ++f) series[f] = series[frame];
    } else {
      const double from = series[before], to = series[frame];
      const double slope = (to - from) / static_cast<double>(frame - before);
      for (Index f = before + 1; f < frame; ++f)
        series[f] = static_cast<float>(slope * static_cast<double>(f - before) + from);
    }
    before = frame;
  }
  if (before < 0) return false;
  for (Index f = before + 1; f < size; ++f) series[f] = series[before];
  return true;
}

/// The joint with numbers that is fewest bones away; -1 when none can be reached.
Index nearest_seen(Index joint, const KeypointLayout& layout, const std::vector<bool>& is_seen) {
  std::vector<bool> visited(is_seen.size(), false);
  std::queue<Index> next;
  next.push(joint);
  visited[static_cast<std::size_t>(joint)] = true;
  while (!next.empty()) {
    const Index at = next.front();
    next.pop();
    if (is_seen[static_cast<std::size_t>(at)]) return at;
    for (const auto& [a, b] : layout.bones) {
      if (a != at && b != at) continue;
      const Index other = a == at ? b : a;
      if (visited[static_cast<std::size_t>(other)]) continue;
      visited[static_cast<std::size_t>(other)] = true;
      next.push(other);
    }
  }
  return -1;
}

}  // namespace

std::vector<Index> fill_missing(Tensor& keypoints, const KeypointLayout& layout) {
  const Index joints = keypoints.dim(1), features = keypoints.dim(2);
  const auto numbers = keypoints.cpu_span<float>();
  const auto series = [&](Index joint, Index coordinate) {
    return Series(numbers, joint * features + coordinate, joints * features);
  };
  std::vector<bool> is_seen;
  for (Index joint = 0; joint < joints; ++joint) {
    const bool has_x = interpolate(series(joint, 0)), has_y = interpolate(series(joint, 1));
    is_seen.push_back(has_x && has_y);
  }
  const auto first = std::ranges::find(is_seen, true);
  if (first == is_seen.end()) throw DataError("no joint was detected in any frame");
  std::vector<Index> never_seen;
  for (Index joint = 0; joint < joints; ++joint) {
    if (is_seen[static_cast<std::size_t>(joint)]) continue;
    never_seen.push_back(joint);
    const Index nearest = nearest_seen(joint, layout, is_seen);
    const Index source = nearest < 0 ? first - is_seen.begin() : nearest;
    for (Index coordinate = 0; coordinate < 2; ++coordinate) {
      const Series to = series(joint, coordinate), from = series(source, coordinate);
      for (Index frame = 0; frame < to.size(); ++frame) to[frame] = from[frame];
    }
  }
  return never_seen;
}

}  // namespace posegrad::pose
