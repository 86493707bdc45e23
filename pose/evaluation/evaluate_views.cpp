#include "pose/evaluation/evaluate_views.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numbers>
#include <tuple>

#include <fmt/format.h>

#include "pose/data/collect.h"
#include "pose/evaluation/error_means.h"
#include "pose/evaluation/frame_errors.h"
#include "pose/evaluation/metrics.h"
#include "pose/evaluation/view_errors.h"
#include "pose/geometry/same_joints.h"
#include "tensor/call_site.h"
#include "tensor/kernels/slice.h"

namespace posegrad::pose {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

Tensor joint_numbers(Index SameJoint::*number) {
  const Tensor numbers = Tensor::empty({std::ssize(kSameJoints)}, DType::i64);
  Index* to = numbers.data<Index>();
  for (const SameJoint& same : kSameJoints) *to++ = same.*number;
  return numbers;
}

// What a batch is compared with.
struct Truth {
  Tensor poses;  // (N, 18, 3) f64: the joints of h36m_17, then up
  Tensor flat;   // (N, K, 3) f32: the keypoints of the frame, without depth
};

Truth truth_of(const std::vector<views::View>& batch, Index frame) {
  const auto N = std::ssize(batch);
  Truth truth{Tensor::empty({N, views::kOutputJoints, 3}, DType::f64),
              Tensor::empty({N, kWindowKeypoints, 3})};
  double* pose = truth.poses.data<double>();
  float* flat = truth.flat.data<float>();
  for (const views::View& view : batch) {
    for (const Vec3& p : view.pose)
      for (const double x : {p.x, p.y, p.z}) *pose++ = x;
    const float* seen =
        &view.window[static_cast<std::size_t>(frame * kWindowKeypoints * kWindowFeatures)];
    for (Index k = 0; k < kWindowKeypoints; ++k, seen += kWindowFeatures)
      for (const float x : {seen[0], seen[1], 0.0F}) *flat++ = x;
  }
  return truth;
}

/// The errors of all views, (count) f64 each, batch after batch.
class Errors {
 public:
  explicit Errors(Index count) {
    for (Tensor* all : {&mpjpe_, &n_mpjpe_, &p_mpjpe_, &up_, &flat_n_mpjpe_, &flat_p_mpjpe_})
      *all = Tensor::empty({count}, DType::f64);
  }

  /// lifted (N, 17 or 18, 3): the poses of the batch.
  void add(const std::vector<views::View>& batch, const Tensor& lifted, Index frame) {
    const Truth truth = truth_of(batch, frame);
    const CallScope scope("evaluation"), which("metrics");
    const Tensor joints = joint_numbers(&SameJoint::joint),
                 wanted = hip_relative(truth.poses, joints),
                 predicted = hip_relative(lifted, joints),
                 flat = hip_relative(truth.flat, joint_numbers(&SameJoint::keypoint));
    const Index begin = count_;
    count_ += std::ssize(batch);
    const auto put = [&](const Tensor& errors, const Tensor& all) {
      collect(errors, all.rows(begin, count_));
    };
    put(frame_errors<Mpjpe>(predicted, wanted), mpjpe_);
    put(frame_errors<NMpjpe>(predicted, wanted), n_mpjpe_);
    put(frame_errors<PMpjpe>(predicted, wanted), p_mpjpe_);
    put(frame_errors<NMpjpe>(flat, wanted), flat_n_mpjpe_);
    put(frame_errors<PMpjpe>(flat, wanted), flat_p_mpjpe_);
    says_up_ = lifted.dim(1) > kUp;
    if (says_up_) put(direction_angle(direction(lifted), direction(truth.poses)), up_);
  }

  /// The means of G groups: view n belongs to group[n]. A size of flat poses means nothing. An
  /// observer is told what is a length.
  void mean_of(const Tensor& group, std::vector<ViewGroup>& groups) const {
    const CallScope scope("evaluation"), which("metrics");
    const auto fill = [&](const Tensor& errors, ViewErrors ViewGroup::*of, double ViewErrors::*to,
                          std::string_view name) {
      const Tensor means = Tensor::empty({std::ssize(groups)}, DType::f64);
      group_mean(errors, group, means);
      for (Index g = 0; g < means.numel(); ++g) {
        ViewGroup& one = groups[static_cast<std::size_t>(g)];
        one.*of.*to = means.at(g);
        if (!name.empty())
          observe_figure(
              fmt::format("{}, {}{}", name, one.kind, one.name.empty() ? "" : ": " + one.name),
              means.at(g));
      }
    };
    fill(mpjpe_, &ViewGroup::model, &ViewErrors::mpjpe, "MPJPE");
    fill(n_mpjpe_, &ViewGroup::model, &ViewErrors::n_mpjpe, "N-MPJPE");
    fill(p_mpjpe_, &ViewGroup::model, &ViewErrors::p_mpjpe, "P-MPJPE");
    fill(flat_n_mpjpe_, &ViewGroup::flat, &ViewErrors::n_mpjpe, "N-MPJPE of zero depth");
    fill(flat_p_mpjpe_, &ViewGroup::flat, &ViewErrors::p_mpjpe, "P-MPJPE of zero depth");
    if (says_up_) fill(up_, &ViewGroup::model, &ViewErrors::up, "");
    for (ViewGroup& one : groups) {
      one.flat.mpjpe = one.flat.up = kNone;
      if (!says_up_) one.model.up = kNone;
    }
  }

 private:
  static constexpr Index kUp = 17;

  static Tensor direction(const Tensor& poses) {
    return kernels::slice(poses, 1, {kUp, kUp + 1}).reshape({poses.dim(0), 3});
  }

  Tensor mpjpe_, n_mpjpe_, p_mpjpe_, up_, flat_n_mpjpe_, flat_p_mpjpe_;
  Index count_ = 0;
  bool says_up_ = false;
};

// The order of the table, then the names.
struct GroupKey {
  std::size_t kind_order, order;
  std::string kind, name;
  bool operator<(const GroupKey& o) const {
    return std::tie(kind_order, order, kind, name) <
           std::tie(o.kind_order, o.order, o.kind, o.name);
  }
};

// The first limit that is above x begins the next bin.
template <std::size_t N>
std::size_t bin_of(double x, const std::array<double, N>& limits) {
  return static_cast<std::size_t>(std::ranges::upper_bound(limits, x) - limits.begin());
}

// "data__txt__Walking 2", "Walking_01" -> "Walking"; a name of numbers alone loses its last one.
std::string without_take(std::string_view action) {
  const std::size_t folder = action.rfind("__");
  if (folder != std::string_view::npos) action.remove_prefix(folder + 2);
  const std::size_t end = action.find_last_not_of("0123456789");
  if (end == std::string_view::npos || end + 1 == action.size()) return std::string(action);
  const std::size_t name = action.find_last_not_of(" _-.", end);
  return std::string(action.substr(0, name == std::string_view::npos ? end + 1 : name + 1));
}

std::vector<GroupKey> groups_of(const views::View& view) {
  constexpr std::array kPitches{0.0, 15.0, 30.0};
  constexpr std::array kDistances{2.5, 5.0};
  static const std::array<std::string, 4> pitches{"below 0", "0 to 15", "15 to 30", "30 to 50"};
  static const std::array<std::string, 3> distances{"1.2 to 2.5", "2.5 to 5", "5 to 14"};
  const std::size_t pitch = bin_of(view.camera.pitch / kDegree, kPitches),
                    distance = bin_of(view.camera.distance, kDistances);
  return {{0, 0, "all", ""},
          {1, pitch, "camera pitch, degrees", pitches[pitch]},
          {2, distance, "distance, metres", distances[distance]},
          {3, 0, "action", without_take(view.action)}};
}

}  // namespace

std::vector<ViewGroup> evaluate_views(const views::EndlessViews& views, Index count,
                                      std::uint64_t key, const ViewLifter& lifter,
                                      const std::function<void(Index)>& done) {
  constexpr Index kBatch = 512;
  const Index frames = views.options().frames,
              target = views.options().causal ? frames - 1 : frames / 2;
  Errors errors(count);
  std::map<GroupKey, Index> sizes;
  std::vector<std::vector<GroupKey>> groups_of_views;
  for (Index begin = 0; begin < count; begin += kBatch) {
    std::vector<views::View> batch;
    for (Index i = begin; i < std::min(begin + kBatch, count); ++i) {
      batch.push_back(views.draw(key, static_cast<std::uint64_t>(i)));
      groups_of_views.push_back(groups_of(batch.back()));
      for (const GroupKey& group : groups_of_views.back()) ++sizes[group];
    }
    errors.add(batch, lifter(batch), target);
    if (done) done(std::min(begin + kBatch, count));
  }

  std::vector<ViewGroup> result;
  for (std::size_t kind = 0; count > 0 && kind < groups_of_views.front().size(); ++kind) {
    std::map<GroupKey, Index> numbers;
    std::vector<ViewGroup> groups;
    for (const auto& [group, size] : sizes) {
      if (group.kind_order != kind) continue;
      numbers[group] = std::ssize(groups);
      groups.push_back({group.kind, group.name, size, {}, {}});
    }
    const Tensor group = Tensor::empty({count}, DType::i64);
    for (Index n = 0; n < count; ++n)
      group.data<Index>()[n] = numbers.at(groups_of_views[static_cast<std::size_t>(n)][kind]);
    errors.mean_of(group, groups);
    result.insert(result.end(), groups.begin(), groups.end());
  }
  return result;
}

}  // namespace posegrad::pose
