#include "pose/render/scene_timeline.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "pose/scene/motion_errors.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::size_t root_joint(const Skeleton& skeleton) {
  const auto root = std::ranges::find(skeleton.parents, Index{-1});
  return root == skeleton.parents.end() ? 0
                                        : static_cast<std::size_t>(root - skeleton.parents.begin());
}

bool known(Vec3 at) { return std::isfinite(at.x) && std::isfinite(at.y) && std::isfinite(at.z); }

/// The root in each frame; where it is missing, where it was last, or will be first.
std::vector<Vec3> roots_of(const SceneMotion& motion) {
  const std::span<const float> numbers = motion.positions.cpu_view<float>();
  const std::size_t joints = motion.skeleton.parents.size(), root = root_joint(motion.skeleton);
  std::vector<Vec3> roots;
  Vec3 last;
  bool any = false;
  for (std::size_t i = 3 * root; joints > 0 && i < numbers.size(); i += 3 * joints) {
    const Vec3 at{numbers[i], numbers[i + 1], numbers[i + 2]};
    if (known(at)) {
      if (!any) std::ranges::fill(roots, at);
      any = true;
      last = at;
    }
    roots.push_back(last);
  }
  return roots;
}

/// Means of columns over rows [begin, end) of a (T, columns) tensor, of what is finite there.
std::vector<double> means(const Tensor& tensor, Index columns, Index begin, Index end) {
  const std::span<const float> numbers = tensor.cpu_view<float>();
  std::vector<double> result;
  for (Index column = 0; column < columns; ++column) {
    double sum = 0, count = 0;
    for (Index row = begin; row < end; ++row) {
      const double value = numbers[static_cast<std::size_t>(row * columns + column)];
      if (!std::isfinite(value)) continue;
      sum += value;
      ++count;
    }
    result.push_back(count > 0 ? sum / count : kNan);
  }
  return result;
}

}  // namespace

SceneTimeline::SceneTimeline(const Scene& scene, DrawnFrames range) : scene_(scene), range_(range) {
  check_scene(scene, "drawing");
  const Index frames = scene.num_frames();
  if (range.downsample < 1 || range.first < 0)
    throw ValueError(
        fmt::format("frames from {} in groups of {}; expected 0 or more in groups of 1 "
                    "or more",
                    range.first, range.downsample));
  const Index left = std::max(Index{0}, frames - range.first);
  const Index wanted = range.limit ? std::min(left, *range.limit) : left;
  if (wanted < 1)
    throw ValueError(
        fmt::format("there is no frame to draw: the motion has {}, of which {} are "
                    "wanted from number {} on",
                    frames, range.limit ? std::max(Index{0}, *range.limit) : frames, range.first));
  // What is left over at the end would be a shorter frame; a motion shorter than that is shown.
  range_.downsample = std::min(range.downsample, wanted);
  size_ = wanted / range_.downsample;
  for (const SceneMotion& motion : scene.motions) roots_.push_back(roots_of(motion));
}

double SceneTimeline::fps() const noexcept {
  return scene_.fps / static_cast<double>(range_.downsample);
}

SceneTimeline::Group SceneTimeline::group(Index i) const {
  const Index begin = range_.first + i * range_.downsample;
  return {begin, begin + range_.downsample};
}

std::vector<Index> SceneTimeline::video_frames(Index i) const {
  const Group part = group(i);
  return {scene_.frame_numbers.begin() + part.begin, scene_.frame_numbers.begin() + part.end};
}

SceneFrame SceneTimeline::operator[](Index i) const {
  const Group part = group(i);
  SceneFrame frame;
  frame.index = part.begin;
  frame.number = scene_.frame_numbers[static_cast<std::size_t>(part.begin)];
  frame.time = static_cast<double>(part.begin) / scene_.fps;
  if (scene_.keypoints) {
    const auto xy = means(scene_.keypoints->positions, 2 * scene_.keypoints->layout.num_joints(),
                          part.begin, part.end);
    for (std::size_t k = 0; k < xy.size(); k += 2) frame.keypoints.push_back({xy[k], xy[k + 1]});
  }
  for (std::size_t m = 0; m < scene_.motions.size(); ++m) {
    const SceneMotion& source = scene_.motions[m];
    SceneFrame::Motion motion;
    const auto xyz =
        means(source.positions, 3 * source.skeleton.num_joints(), part.begin, part.end);
    for (std::size_t j = 0; j < xyz.size(); j += 3)
      motion.joints.push_back({xyz[j], xyz[j + 1], xyz[j + 2]});
    Vec3 sum;
    for (Index t = part.begin; t < part.end; ++t)
      sum = sum + roots_[m][static_cast<std::size_t>(t)];
    motion.root = (1 / static_cast<double>(part.end - part.begin)) * sum;
    // Two seconds in 24 steps, at the same frames whichever is shown, so that it does not shiver.
    const Index step = std::max(Index{1}, static_cast<Index>(std::lround(scene_.fps / 12)));
    for (Index t = std::max(Index{0}, part.begin / step - 24) * step; t < part.begin; t += step) {
      const Vec3 at = roots_[m][static_cast<std::size_t>(t)];
      motion.path.push_back({at.x, at.y});
    }
    motion.path.push_back({motion.root.x, motion.root.y});
    motion.error_mm =
        source.error_mm.defined() ? means(source.error_mm, 1, part.begin, part.end).front() : kNan;
    if (source.error_mm.defined() && m > 0)
      motion.joint_error_mm =
          joint_errors_mm(source.positions.rows(part.begin, part.end),
                          scene_.motions[0].positions.rows(part.begin, part.end));
    frame.motions.push_back(std::move(motion));
  }
  return frame;
}

}  // namespace posegrad::pose
