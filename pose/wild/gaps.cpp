#include "pose/wild/gaps.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "pose/wild/doubt/keypoint_doubts.h"
#include "tensor/error.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

constexpr float kMissing = std::numeric_limits<float>::quiet_NaN();
constexpr double kTall = 1.7;  // metres

bool has_gaps(const std::vector<bool>& gaps) { return std::ranges::find(gaps, true) != gaps.end(); }

void check_frames(const char* user, const Tensor& motion, const std::vector<bool>& gaps) {
  if (!gaps.empty() && static_cast<Index>(gaps.size()) != motion.dim(0))
    throw ShapeError(fmt::format("{}: {} frames; 'gaps' has {}", user, motion.dim(0), gaps.size()));
}

/// Calls f(begin, end) for the numbers of every frame in a gap.
template <class F>
void for_each_gap_frame(const Tensor& tensor, const std::vector<bool>& gaps, F&& f) {
  const Index row = tensor.dim(0) > 0 ? tensor.numel() / tensor.dim(0) : 0;
  for (std::size_t t = 0; t < gaps.size(); ++t)
    if (gaps[t]) f(static_cast<Index>(t) * row, static_cast<Index>(t + 1) * row);
}

void blank(const Tensor& numbers, const std::vector<bool>& gaps) {
  for_each_gap_frame(numbers, gaps, [&](Index begin, Index end) {
    std::fill(numbers.data<float>() + begin, numbers.data<float>() + end, kMissing);
  });
}

/// Metres of a pixel, of the person in the middle of all heights.
double metres_of_pixel(const Tensor& keypoints) {
  std::vector<float> heights = person_heights(keypoints);
  std::erase_if(heights, [](float height) { return !(height > 0); });
  if (heights.empty()) return 0;
  const auto middle = heights.begin() + static_cast<std::ptrdiff_t>(heights.size() / 2);
  std::ranges::nth_element(heights, middle);
  return kTall / *middle;
}

}  // namespace

std::vector<bool> frames_in_long_gaps(const PersonTrack& person, double longest, double fps) {
  constexpr double kRounding = 1e-6;  // frames: a gap of 0.1 s at 30 a second is one of three
  const std::vector<Index> found = keypoints_found(person.keypoints);
  std::vector<bool> result(found.size(), false);
  const auto is_gap = [&](std::size_t t) { return !person.detected[t] || found[t] == 0; };
  for (std::size_t begin = 0; begin < found.size(); ++begin) {
    std::size_t end = begin;
    while (end < found.size() && is_gap(end)) ++end;
    if (static_cast<double>(end - begin) > longest * fps + kRounding)
      std::fill(result.begin() + static_cast<std::ptrdiff_t>(begin),
                result.begin() + static_cast<std::ptrdiff_t>(end), true);
    begin = end;
  }
  return result;
}

Tensor smooth_between(const Tensor& motion, double fps, const SmoothingChoice& choice,
                      const std::vector<bool>& gaps, double metres) {
  check_frames("smooth_between", motion, gaps);
  if (!has_gaps(gaps)) return smooth(motion, fps, choice, metres);
  const Tensor runs = without_gaps(motion, gaps);
  Tensor result = smooth(runs, fps, choice, metres).clone();
  for_each_gap_frame(result, gaps, [&](Index begin, Index end) {
    std::copy(motion.data<float>() + begin, motion.data<float>() + end,
              result.data<float>() + begin);
  });
  return result;
}

void smooth_keypoints(PersonTrack& person, double fps, const SmoothingChoice& choice,
                      const std::vector<bool>& gaps) {
  if (std::holds_alternative<NoFilter>(choice)) return;
  const Tensor places = kernels::slice(person.keypoints, 2, {0, 2});
  const Tensor calm = smooth_between(places, fps, choice, gaps, metres_of_pixel(person.keypoints));
  person.keypoints = person.keypoints.clone();
  float* to = person.keypoints.data<float>();
  const float* from = calm.data<float>();
  for (Index i = 0; i < calm.numel(); i += 2, to += 3, from += 2) std::copy_n(from, 2, to);
}

Tensor without_gaps(const Tensor& poses, const std::vector<bool>& gaps) {
  check_frames("without_gaps", poses, gaps);
  if (!has_gaps(gaps)) return poses;
  const Tensor result = poses.clone();
  blank(result, gaps);
  return result;
}

void leave_out_gaps(Scene& scene, const std::vector<bool>& gaps) {
  if (static_cast<Index>(gaps.size()) != scene.num_frames())
    throw ShapeError(
        fmt::format("leave_out_gaps: {} frames; 'gaps' has {}", scene.num_frames(), gaps.size()));
  for (SceneMotion& motion : scene.motions) {
    motion.positions = without_gaps(motion.positions, gaps);
    if (motion.error_mm.defined()) motion.error_mm = without_gaps(motion.error_mm, gaps);
    if (!motion.foot_contacts.defined()) continue;
    for_each_gap_frame(motion.foot_contacts, gaps, [&](Index begin, Index end) {
      std::fill(motion.foot_contacts.data<Index>() + begin,
                motion.foot_contacts.data<Index>() + end, Index{0});
    });
  }
  if (scene.keypoints) scene.keypoints->positions = without_gaps(scene.keypoints->positions, gaps);
  for (FrameSeries& series : scene.series)
    if (auto* numbers = std::get_if<std::vector<float>>(&series.values))
      for (std::size_t t = 0; t < gaps.size(); ++t)
        if (gaps[t]) (*numbers)[t] = kMissing;
  scene.series.push_back({"frame_missing", gaps});
}

}  // namespace posegrad::pose
