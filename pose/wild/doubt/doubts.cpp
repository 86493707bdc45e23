#include "pose/wild/doubt/doubts.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/wild/doubt/doubt_notes.h"
#include "pose/wild/doubt/keypoint_doubts.h"
#include "pose/wild/doubt/pose_doubts.h"
#include "pose/wild/upright.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

double ratio(double part, double whole) { return whole > 0 ? part / whole : 0; }

/// Of the numbers that are known.
template <class Predicate>
double share_where(const std::vector<float>& numbers, Predicate&& predicate) {
  const auto known = std::ranges::count_if(numbers, [](float x) { return !std::isnan(x); });
  return ratio(static_cast<double>(std::ranges::count_if(numbers, predicate)),
               static_cast<double>(known));
}
double share_beyond(const std::vector<float>& numbers, double limit) {
  return share_where(numbers, [limit](float x) { return x > limit; });
}

double tallest_of(const std::vector<float>& heights) {
  double tallest = 0;
  for (const float height : heights)
    if (height > tallest) tallest = height;
  return tallest;
}

/// Mean of distance / height over the frames that have both.
double relative_distance(const std::vector<float>& distances, const std::vector<float>& heights) {
  double sum = 0, count = 0;
  for (std::size_t t = 0; t < distances.size(); ++t) {
    if (std::isnan(distances[t]) || !(heights[t] > 0)) continue;
    sum += distances[t] / heights[t];
    ++count;
  }
  return ratio(sum, count);
}

/// Against gravity in camera axes.
Vec3 up_in(const Scene& scene) {
  return scene.camera ? scene.camera->up : rotate(conjugate(usual_orientation()), {0, 0, 1});
}

}  // namespace

Doubts doubts_about(const Scene& scene, const PersonTrack& person, const PretrainedModel& model,
                    const Reconstruction& result) {
  if (result.poses.dim(0) != person.keypoints.dim(0))
    throw ShapeError(fmt::format("doubts_about: poses of {} frames, keypoints of {}",
                                 result.poses.dim(0), person.keypoints.dim(0)));
  const VideoSize size = scene.keypoints->size;
  const std::vector<Index> outside = keypoints_outside(person.keypoints, size);
  const std::vector<float> heights = person_heights(person.keypoints);
  std::vector<float> distances, misses;
  if (model.statistics && *model.skeleton == h36m_17())
    distances = model.statistics->distances(result.poses, up_in(scene));
  if (result.camera)
    misses = reprojection_distances(result.poses, person.keypoints, *result.camera);

  const DoubtfulShares shares{
      .small = share_where(heights, [](float height) { return height < kSmallPerson; }),
      .tallest = tallest_of(heights),
      .interpolated = interpolated_part(person, *model.layout, scene.fps),
      .unknown = share_beyond(distances, 1),
      .rare = share_beyond(distances, kRareDistance),
      .limb_variation = limb_variation(result.bone_variation, *model.skeleton),
      .missed = relative_distance(misses, heights)};
  Doubts doubts{notes_about(shares, person.name == "best"), {}};

  std::vector<bool> interpolated = person.detected;
  interpolated.flip();
  doubts.frames = {{"frame_interpolated", std::move(interpolated)},
                   {"keypoints_outside", outside},
                   {"person_height_px", heights}};
  if (!distances.empty()) doubts.frames.push_back({"pose_distance", std::move(distances)});
  if (!misses.empty()) doubts.frames.push_back({"reprojection_px", std::move(misses)});
  return doubts;
}

}  // namespace posegrad::pose
