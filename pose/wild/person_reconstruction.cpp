#include "pose/wild/person_reconstruction.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "pose/data/views/endless_views.h"
#include "pose/evaluation/predict_windows.h"
#include "pose/geometry/same_joints.h"
#include "pose/wild/doubt/doubt_notes.h"
#include "pose/wild/doubt/pose_doubts.h"
#include "pose/wild/gaps.h"
#include "pose/wild/steady.h"
#include "tensor/error.h"
#include "tensor/parallel.h"

namespace posegrad::pose {
namespace {

constexpr Index kKeypoints = 17, kJoints = 17;
// Frames whose windows are made at once: 23 MiB of 27 frames, 200 MiB of 243.
constexpr Index kBlock = 4096;

// Frames of the model, 0.2 s. Between two frames so near, a straight line is nearer to the truth
// than what a model makes of a joint that was not seen: a detector that looked at every fifth frame
// of 60 a second made 65.9 mm of P-MPJPE on the real clips before, 52.8 so (docs/default_model.md).
constexpr double kShortGap = 5;

// The nearest frame from `at` on, in steps of `way`, that saw a keypoint within `reach` frames.
// `seen`: its third number in the first frame.
std::optional<Index> seen_near(const float* seen, double at, Index way, double reach, Index last) {
  auto frame = static_cast<Index>(way < 0 ? std::floor(at) : std::ceil(at));
  for (; frame >= 0 && frame <= last && std::abs(static_cast<double>(frame) - at) <= reach;
       frame += way)
    if (seen[frame * kKeypoints * 3] > 0) return frame;
  return std::nullopt;
}

// The track at a time between its frames, none of them after `last`. Between two frames at most
// `gap` apart that saw it, a keypoint is seen; else where the nearer frame saw it.
void sample(const float* keypoints, double frame, double gap, Index last, float* out) {
  const double at = std::clamp(frame, 0.0, static_cast<double>(last));
  const auto floor = static_cast<Index>(at);
  const Index ceiling = std::min(floor + 1, last);
  for (Index k = 0; k < kKeypoints; ++k) {
    const float* const first = keypoints + 3 * k;
    const auto earlier = seen_near(first + 2, at, -1, gap, last);
    const auto later = seen_near(first + 2, at, 1, gap, last);
    const bool is_between = earlier && later && static_cast<double>(*later - *earlier) <= gap;
    const Index before = is_between ? *earlier : floor, after = is_between ? *later : ceiling;
    const float *a = first + before * kKeypoints * 3, *b = first + after * kKeypoints * 3;
    const auto share = static_cast<float>(
        after == before ? 0
                        : (at - static_cast<double>(before)) / static_cast<double>(after - before));
    out[3 * k] = a[0] + share * (b[0] - a[0]);
    out[3 * k + 1] = a[1] + share * (b[1] - a[1]);
    out[3 * k + 2] = (share < 0.5F ? a[2] : b[2]) > 0 ? 1 : 0;
  }
}

// Of every frame, (T, J, 3), in place.
void root_to_zero(const Tensor& poses) {
  float* pose = poses.data<float>();
  for (Index t = 0; t < poses.dim(0); ++t, pose += kJoints * 3)
    for (Index i = kJoints * 3 - 1; i >= 0; --i) pose[i] -= pose[i % 3];
}

/// Symmetric 3 x 3 equations A t = b, summed up term by term.
struct NormalEquations {
  double a[3][3] = {}, b[3] = {};

  // |row . t - value|^2
  void add(const std::array<double, 3>& row, double value) {
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) a[i][j] += row[i] * row[j];
      b[i] += row[i] * value;
    }
  }
  double determinant() const {
    return a[0][0] * (a[1][1] * a[2][2] - a[1][2] * a[2][1]) -
           a[0][1] * (a[1][0] * a[2][2] - a[1][2] * a[2][0]) +
           a[0][2] * (a[1][0] * a[2][1] - a[1][1] * a[2][0]);
  }
  // Cramer's rule; the determinant must not be 0.
  Vec3 solve() const {
    const double whole = determinant();
    std::array<double, 3> t{};
    for (std::size_t column = 0; column < 3; ++column) {
      NormalEquations with = *this;
      for (std::size_t i = 0; i < 3; ++i) with.a[i][column] = b[i];
      t[column] = with.determinant() / whole;
    }
    return {t[0], t[1], t[2]};
  }
};

struct LiftedFilters {
  SmoothingChoice poses, path;
};

// One camera knows depth, and with it the path, worse than poses.
LiftedFilters filters_of(const ReconstructOptions& options, bool causal) {
  if (options.smoothing) return {*options.smoothing, *options.smoothing};
  if (!options.steady) return {};
  if (causal) return {OneEuro{}, OneEuro{}};
  return {Gaussian{0.03}, Gaussian{0.05}};
}

}  // namespace

PersonWindows person_windows(const Tensor& keypoints, Index length, double step, bool causal,
                             const Pinhole& camera) {
  const Index T = keypoints.dim(0), target = causal ? length - 1 : length / 2;
  PersonWindows result{Tensor::empty({T, length, kWindowKeypoints, kWindowFeatures}),
                       std::vector<Quaternion>(static_cast<std::size_t>(T))};
  const Index numbers = length * kWindowKeypoints * kWindowFeatures;
  const float* const numbers_in = keypoints.cpu_view<float>().data();
  parallel_for(T, 40.0 * static_cast<double>(numbers), [&](Index begin, Index end) {
    std::vector<float> window(static_cast<std::size_t>(length * kKeypoints * 3));
    for (Index t = begin; t < end; ++t) {
      for (Index i = 0; i < length; ++i)
        sample(numbers_in, static_cast<double>(t) + step * static_cast<double>(i - target),
               kShortGap * step, causal ? t : T - 1, window.data() + i * kKeypoints * 3);
      result.turns[static_cast<std::size_t>(t)] = person_window(
          window.data(), length, target, camera, result.windows.data<float>() + t * numbers);
    }
  });
  return result;
}

Tensor fitting_path(const Tensor& poses, const Tensor& keypoints, const Pinhole& camera) {
  const Index T = poses.dim(0);
  const Tensor path = Tensor::empty({T, 1, 3});
  const auto joints = poses.cpu_view<float>(), pixels = keypoints.cpu_view<float>();
  const auto out = path.cpu_span<float>();
  constexpr double kNearest = 0.3;        // metres before the camera
  constexpr double kUndetermined = 1e-6;  // determinant of fewer than two keypoints apart
  Index known = -1;
  for (Index t = 0; t < T; ++t) {
    NormalEquations equations;
    for (const auto& [joint, keypoint] : kSameJoints) {
      const float* const p = &joints[static_cast<std::size_t>((t * kJoints + joint) * 3)];
      const float* const k = &pixels[static_cast<std::size_t>((t * kKeypoints + keypoint) * 3)];
      if (!(k[2] > 0)) continue;
      const double u = (k[0] - camera.x) / camera.focal_length,
                   v = (k[1] - camera.y) / camera.focal_length;
      equations.add({1, 0, -u}, u * p[2] - p[0]);
      equations.add({0, 1, -v}, v * p[2] - p[1]);
    }
    if (!(equations.determinant() > kUndetermined)) continue;
    Vec3 root = equations.solve();
    if (root.z < kNearest) root = {root.x, root.y, kNearest};
    // Frames without an answer before the first one have that one's.
    for (Index f = known < 0 ? 0 : t; f <= t; ++f) {
      out[static_cast<std::size_t>(3 * f)] = static_cast<float>(root.x);
      out[static_cast<std::size_t>(3 * f + 1)] = static_cast<float>(root.y);
      out[static_cast<std::size_t>(3 * f + 2)] = static_cast<float>(root.z);
    }
    for (Index f = known + 1; known >= 0 && f < t; ++f)
      std::copy_n(&out[static_cast<std::size_t>(3 * known)], 3,
                  &out[static_cast<std::size_t>(3 * f)]);
    known = t;
  }
  constexpr float kSomewhere = 4;  // metres away, where nothing was seen
  for (Index f = known + 1; f < T; ++f)
    for (std::size_t d = 0; d < 3; ++d)
      out[static_cast<std::size_t>(3 * f) + d] =
          known >= 0 ? out[static_cast<std::size_t>(3 * known) + d] : (d == 2 ? kSomewhere : 0);
  return path;
}

Reconstruction reconstruct_person(const PretrainedModel& model, const Tensor& keypoints,
                                  const ReconstructOptions& options,
                                  const EvaluationProgress& progress) {
  if (keypoints.rank() != 3 || keypoints.dim(1) != kKeypoints || keypoints.dim(2) != 3)
    throw ShapeError(
        fmt::format("reconstruct_person: 'keypoints' has shape {}; expected (T, {}, 3)",
                    keypoints.shape().to_string(), kKeypoints));
  const Index T = keypoints.dim(0), L = model.poses.receptive_field();
  const Pinhole camera = options.camera.value_or(usual_pinhole(options.size));
  const double step = rate(options.video) / rate(options.model);
  Tensor poses = Tensor::empty({T, kJoints, 3});
  const Tensor up = Tensor::empty({T, 3});
  const auto pose_out = poses.cpu_span<float>(), up_out = up.cpu_span<float>();
  for (Index begin = 0; begin < T; begin += kBlock) {
    const Index end = std::min(begin + kBlock, T);
    // With what its windows reach beyond the block.
    const auto reach = static_cast<Index>(std::ceil(step * static_cast<double>(L))) + 1;
    const Index first = std::max<Index>(0, begin - reach), last = std::min(T, end + reach);
    const PersonWindows all =
        person_windows(keypoints.rows(first, last), L, step, model.poses.options().causal, camera);
    const Tensor windows = all.windows.rows(begin - first, end - first);
    const Tensor seen = (options.prediction.mirror
                             ? predict_windows_mirrored(model.poses, windows, views::mirroring())
                             : predict_windows(model.poses, windows))
                            .to(Device::cpu);
    const float* number = seen.cpu_view<float>().data();
    for (Index t = begin; t < end; ++t) {
      const Quaternion back = conjugate(all.turns[static_cast<std::size_t>(t - first)]);
      for (Index j = 0; j < views::kOutputJoints; ++j, number += 3) {
        const Vec3 p = rotate(back, {number[0], number[1], number[2]});
        const double scale = j < kJoints ? 1 : 1 / views::kUpLength;
        float* const to = j < kJoints ? &pose_out[static_cast<std::size_t>((t * kJoints + j) * 3)]
                                      : &up_out[static_cast<std::size_t>(t * 3)];
        to[0] = static_cast<float>(scale * p.x);
        to[1] = static_cast<float>(scale * p.y);
        to[2] = static_cast<float>(scale * p.z);
      }
    }
    if (progress) progress(end, T);
  }
  std::vector<double> variation = bone_variation(poses, *model.skeleton);
  const double fps = rate(options.video);
  const LiftedFilters filters = filters_of(options, model.poses.options().causal);
  poses = smooth_between(poses, fps, filters.poses, options.gaps);
  if (options.steady && !model.poses.options().causal) {
    poses = with_steady_bones(poses, *model.skeleton);
    root_to_zero(poses);
  }
  const Tensor path = fitting_path(poses, keypoints, camera);
  add_path(poses, smooth_between(path, fps, filters.path, options.gaps));
  return {poses, true, up, std::move(variation), camera};
}

}  // namespace posegrad::pose
