#include "pose/evaluation/evaluate_views.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <map>
#include <numbers>
#include <tuple>

#include <fmt/format.h>

#include "pose/evaluation/metrics.h"
#include "pose/geometry/same_joints.h"

namespace posegrad::pose {
namespace {

constexpr double kDegree = std::numbers::pi / 180;
constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

constexpr auto kCount = static_cast<Index>(kSameJoints.size());
using Joints = std::array<Vec3, kSameJoints.size()>;  // right hip first, left hip fourth

void put(Joints joints, float* out) {
  const Vec3 root = 0.5 * (joints[0] + joints[3]);
  for (const Vec3& p : joints)
    for (const double x : {p.x - root.x, p.y - root.y, p.z - root.z})
      *out++ = static_cast<float>(x);
}

/// All numbers of one view.
struct Errors {
  ViewErrors model, flat;
};

double angle(Vec3 a, Vec3 b) { return std::atan2(length(cross(a, b)), dot(a, b)) / kDegree; }

std::vector<Errors> errors_of(const std::vector<views::View>& batch, const Tensor& lifted,
                              Index target) {
  const auto N = static_cast<Index>(batch.size()), J = lifted.dim(1);
  const Tensor predicted = Tensor::empty({N, kCount, 3}), truth = Tensor::empty({N, kCount, 3}),
               flat = Tensor::empty({N, kCount, 3});
  const float* const poses = lifted.cpu_view<float>().data();
  std::vector<Errors> errors(batch.size());
  for (Index n = 0; n < N; ++n) {
    const views::View& view = batch[static_cast<std::size_t>(n)];
    const auto joint = [&](Index j) {
      const float* const p = poses + (n * J + j) * 3;
      return Vec3{p[0], p[1], p[2]};
    };
    Joints a, b, c;
    for (std::size_t i = 0; i < kSameJoints.size(); ++i) {
      const auto [j, k] = kSameJoints[i];
      a[i] = joint(j);
      b[i] = view.pose[static_cast<std::size_t>(j)];
      const float* const seen =
          &view.window[static_cast<std::size_t>((target * kWindowKeypoints + k) * kWindowFeatures)];
      c[i] = {seen[0], seen[1], 0};
    }
    put(a, predicted.data<float>() + n * kCount * 3);
    put(b, truth.data<float>() + n * kCount * 3);
    put(c, flat.data<float>() + n * kCount * 3);
    ViewErrors& here = errors[static_cast<std::size_t>(n)].model;
    here.up = J > 17 ? angle(joint(17), view.pose[17]) : kNone;
  }
  const auto fill = [&](const Tensor& from, ViewErrors Errors::*to) {
    const std::vector<double> plain = mpjpe_per_frame(from, truth),
                              scaled = n_mpjpe_per_frame(from, truth),
                              turned = p_mpjpe_per_frame(from, truth);
    for (std::size_t n = 0; n < errors.size(); ++n) {
      (errors[n].*to).mpjpe = plain[n];
      (errors[n].*to).n_mpjpe = scaled[n];
      (errors[n].*to).p_mpjpe = turned[n];
    }
  };
  fill(predicted, &Errors::model);
  fill(flat, &Errors::flat);
  for (Errors& e : errors) e.flat.mpjpe = e.flat.up = kNone;  // its size means nothing
  return errors;
}

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

void add(ViewErrors& sum, const ViewErrors& e) {
  sum.mpjpe += e.mpjpe;
  sum.n_mpjpe += e.n_mpjpe;
  sum.p_mpjpe += e.p_mpjpe;
  sum.up += e.up;
}

void divide(ViewErrors& sum, Index count) {
  for (double* x : {&sum.mpjpe, &sum.n_mpjpe, &sum.p_mpjpe, &sum.up})
    *x /= static_cast<double>(count);
}

}  // namespace

std::vector<ViewGroup> evaluate_views(const views::EndlessViews& views, Index count,
                                      std::uint64_t key, const ViewLifter& lifter,
                                      const std::function<void(Index)>& done) {
  constexpr Index kBatch = 512;
  const Index frames = views.options().frames,
              target = views.options().causal ? frames - 1 : frames / 2;
  std::map<GroupKey, ViewGroup> groups;
  for (Index begin = 0; begin < count; begin += kBatch) {
    std::vector<views::View> batch;
    for (Index i = begin; i < std::min(begin + kBatch, count); ++i)
      batch.push_back(views.draw(key, static_cast<std::uint64_t>(i)));
    const std::vector<Errors> errors = errors_of(batch, lifter(batch), target);
    for (std::size_t n = 0; n < batch.size(); ++n) {
      for (const auto& name : groups_of(batch[n])) {
        ViewGroup& group = groups[name];
        ++group.views;
        add(group.model, errors[n].model);
        add(group.flat, errors[n].flat);
      }
    }
    if (done) done(std::min(begin + kBatch, count));
  }
  std::vector<ViewGroup> result;
  for (auto& [name, group] : groups) {
    group.kind = name.kind;
    group.name = name.name;
    divide(group.model, group.views);
    divide(group.flat, group.views);
    result.push_back(group);
  }
  return result;
}

}  // namespace posegrad::pose
