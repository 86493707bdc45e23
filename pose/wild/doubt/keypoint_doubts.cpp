#include "pose/wild/doubt/keypoint_doubts.h"

#include <algorithm>
#include <limits>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

void check(const char* op, const Tensor& keypoints) {
  if (!keypoints.defined() || keypoints.rank() != 3 || keypoints.dim(2) != 3)
    throw ShapeError(fmt::format("{}: 'keypoints' has shape {}; expected (T, K, 3)", op,
                                 keypoints.shape().to_string()));
}

/// Calls f(frame, joint, x, y) for every keypoint that was found.
template <class F>
void for_each_found(const Tensor& keypoints, F&& f) {
  const float* number = keypoints.cpu_view<float>().data();
  for (Index t = 0; t < keypoints.dim(0); ++t)
    for (Index k = 0; k < keypoints.dim(1); ++k, number += 3)
      if (number[2] > 0) f(static_cast<std::size_t>(t), k, number[0], number[1]);
}

bool is_of_face(const std::string& joint) {
  return joint.ends_with("nose") || joint.ends_with(" eye") || joint.ends_with(" ear");
}

double share(Index part, Index whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

}  // namespace

std::vector<Index> keypoints_outside(const Tensor& keypoints, const VideoSize& size) {
  check("keypoints_outside", keypoints);
  const auto width = static_cast<double>(size.width), height = static_cast<double>(size.height);
  const auto beyond = [](double at, double side) {
    return at < -kPictureMargin * side || at > (1 + kPictureMargin) * side;
  };
  std::vector<Index> counts(static_cast<std::size_t>(keypoints.dim(0)));
  for_each_found(keypoints, [&](std::size_t t, Index, double x, double y) {
    if (beyond(x, width) || beyond(y, height)) ++counts[t];
  });
  return counts;
}

std::vector<Index> keypoints_found(const Tensor& keypoints) {
  check("keypoints_found", keypoints);
  std::vector<Index> counts(static_cast<std::size_t>(keypoints.dim(0)));
  for_each_found(keypoints, [&](std::size_t t, Index, double, double) { ++counts[t]; });
  return counts;
}

std::vector<float> person_heights(const Tensor& keypoints) {
  constexpr double kFar = std::numeric_limits<double>::infinity();
  const std::vector<Index> found = keypoints_found(keypoints);
  std::vector<Box> boxes(found.size(), Box{kFar, kFar, -kFar, -kFar});
  for_each_found(keypoints, [&](std::size_t t, Index, double x, double y) {
    Box& box = boxes[t];
    box = {std::min(box.x1, x), std::min(box.y1, y), std::max(box.x2, x), std::max(box.y2, y)};
  });
  std::vector<float> heights;
  for (std::size_t t = 0; t < found.size(); ++t) {
    const double side = std::max(boxes[t].x2 - boxes[t].x1, boxes[t].y2 - boxes[t].y1);
    heights.push_back(found[t] < 2 ? std::numeric_limits<float>::quiet_NaN()
                                   : static_cast<float>(side));
  }
  return heights;
}

Interpolated interpolated_part(const PersonTrack& person, const KeypointLayout& layout,
                               double fps) {
  check("interpolated_part", person.keypoints);
  std::vector<bool> counts(static_cast<std::size_t>(person.keypoints.dim(1)), true);
  for (std::size_t k = 0; k < std::min(counts.size(), layout.joints.size()); ++k)
    counts[k] = !is_of_face(layout.joints[k]);
  for (const Index joint : person.never_seen) counts[static_cast<std::size_t>(joint)] = false;

  const auto frames = static_cast<Index>(person.detected.size());
  Index missing = 0, run = 0, longest = 0;
  for (const bool detected : person.detected) {
    run = detected ? 0 : run + 1;
    missing += detected ? 0 : 1;
    longest = std::max(longest, run);
  }
  Index found = 0;
  for_each_found(person.keypoints, [&](std::size_t, Index k, double, double) {
    if (counts[static_cast<std::size_t>(k)]) ++found;
  });
  const Index wanted = (frames - missing) * std::ranges::count(counts, true);
  return {share(missing, frames), share(wanted - found, wanted),
          static_cast<double>(longest) / fps};
}

}  // namespace posegrad::pose
