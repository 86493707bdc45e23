#include "tests/wild/filmed.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "pose/data/synth/random.h"
#include "pose/data/synth/synth.h"
#include "pose/geometry/skeleton_tables.h"
#include "pose/wild/upright.h"

namespace posegrad::test {
namespace {

using pose::synth::Random;

constexpr double kDegree = std::numbers::pi / 180;

Vec3 normal_vector(Random& random) { return {random.normal(), random.normal(), random.normal()}; }

/// Turned by this angle towards any side.
Vec3 tilted(Vec3 direction, double degrees, Random& random) {
  const Vec3 any = normal_vector(random);
  const Vec3 side = unit(any - dot(any, direction) * direction);
  return std::cos(degrees * kDegree) * direction + std::sin(degrees * kDegree) * side;
}

/// A stationary random process, standard deviation 1, correlated over this many frames.
class Wander {
 public:
  Wander(double frames, Random& random) : keep_(std::exp(-2 / frames)), random_(&random) {
    for (int i = 0; i < 10 * static_cast<int>(frames); ++i) next();
  }
  double next() {
    first_ = keep_ * first_ + (1 - keep_) * random_->normal();
    second_ = keep_ * second_ + (1 - keep_) * first_;
    // Variance of white noise after two such filters.
    const double a = keep_ * keep_;
    return second_ / std::sqrt(std::pow(1 - keep_, 4) * (1 + a) / std::pow(1 - a, 3));
  }

 private:
  double keep_, first_ = 0, second_ = 0;
  Random* random_;
};

Vec3 point(std::span<const float> numbers, std::size_t i) {
  return {numbers[3 * i], numbers[3 * i + 1], numbers[3 * i + 2]};
}
void put(std::span<float> numbers, std::size_t i, Vec3 at) {
  numbers[3 * i] = static_cast<float>(at.x);
  numbers[3 * i + 1] = static_cast<float>(at.y);
  numbers[3 * i + 2] = static_cast<float>(at.z);
}

/// Calls visit(frame, ankle) for both ends of each step in time in which the true ankle stands.
template <class Visit>
void while_standing(const Tensor& truth, double fps, Visit&& visit) {
  const auto at = truth.cpu_view<float>();
  for (std::size_t t = 0; t + 1 < static_cast<std::size_t>(truth.dim(0)); ++t)
    for (const std::size_t ankle : {std::size_t{3}, std::size_t{6}}) {
      const Vec3 a = point(at, t * 17 + ankle), b = point(at, (t + 1) * 17 + ankle);
      if (length(b - a) * fps < 0.1 && a.z < 0.2) visit(t, ankle);
    }
}

}  // namespace

Film film(const Tensor& truth, const FilmOptions& o) {
  Random random(o.seed, {1});
  Film film{truth, Tensor::empty(truth.shape()), Tensor::empty({truth.dim(0), 3}),
            pose::up_of({o.pitch, o.roll}), o.fps};
  const auto world = truth.cpu_view<float>();
  const auto frames = static_cast<std::size_t>(truth.dim(0));
  // The world's axes in those of the camera.
  const pose::Quaternion level = pose::conjugate(pose::level_orientation(film.true_up));
  const pose::Quaternion turn = level * pose::turn_z(o.heading * kDegree);
  Vec3 middle;
  for (std::size_t t = 0; t < frames; ++t)
    middle = middle + (1 / static_cast<double>(frames)) * point(world, t * 17);
  const Vec3 toward_camera = pose::rotate(pose::conjugate(turn), {0, 0, -1});
  const Vec3 camera = middle + o.distance * toward_camera;

  const double wander = 0.3 * o.fps, shake = 0.2 * o.fps;
  Wander depth(wander, random), right(wander, random), down(wander, random);
  std::vector<Wander> joints;
  for (int i = 0; i < 17 * 3; ++i) joints.emplace_back(shake, random);
  const double scale = 1 + o.depth_scale * random.normal();
  const Vec3 biased = tilted(film.true_up, o.up_bias, random);
  for (std::size_t t = 0; t < frames; ++t) {
    const Vec3 root = pose::rotate(turn, point(world, t * 17) - camera);
    const Vec3 sight = unit(root), x = unit(cross({0, 1, 0}, sight)), y = cross(sight, x);
    const Vec3 error =
        (o.depth_wander * depth.next() + o.depth_jitter * random.normal() +
         (scale - 1) * length(root) + o.depth_stretch * (length(root) - o.distance)) *
            sight +
        o.side_wander * (right.next() * x + down.next() * y);
    for (std::size_t j = 0; j < 17; ++j) {
      const Vec3 at = pose::rotate(turn, point(world, t * 17 + j) - camera) + error;
      Vec3 off;
      if (j > 0) off = {joints[3 * j].next(), joints[3 * j + 1].next(), joints[3 * j + 2].next()};
      put(film.poses.cpu_span<float>(), t * 17 + j, at + o.joints * off);
    }
    const bool outlier = random.chance(o.up_outliers);
    const Vec3 up = outlier ? unit(normal_vector(random))
                            : tilted(biased, o.up_jitter * random.normal(), random);
    put(film.up.cpu_span<float>(), t, random.uniform(0.6, 1) * up);
  }
  return film;
}

Tensor acted(const std::string& action, double seconds, std::uint64_t seed,
             const std::string& subject) {
  const pose::SynthSet set = pose::synthesize({.seed = seed,
                                               .frames_per_take = std::lround(50 * seconds),
                                               .takes = 1,
                                               .subjects = {subject},
                                               .actions = {action}});
  const Tensor all = set.positions.front().recordings.front().poses;
  const std::vector<Index> kept = pose::kept_joints(32, pose::h36m_removed_joints());
  const Tensor truth = Tensor::empty({all.dim(0), 17, 3});
  for (std::size_t t = 0; t < static_cast<std::size_t>(all.dim(0)); ++t)
    for (std::size_t j = 0; j < 17; ++j)
      put(truth.cpu_span<float>(), t * 17 + j,
          point(all.cpu_view<float>(), t * 32 + static_cast<std::size_t>(kept[j])));
  return truth;
}

double angle_between(Vec3 a, Vec3 b) {
  return std::atan2(length(cross(a, b)), dot(a, b)) / kDegree;
}

double foot_skate_mm(const Tensor& poses, const Tensor& truth, double fps) {
  const auto at = poses.cpu_view<float>();
  double sum = 0, count = 0;
  while_standing(truth, fps, [&](std::size_t t, std::size_t ankle) {
    const Vec3 step = point(at, (t + 1) * 17 + ankle) - point(at, t * 17 + ankle);
    sum += std::hypot(step.x, step.y);
    ++count;
  });
  return 1000 * sum / count * fps / 50;
}

double floor_error(const Tensor& poses, const Tensor& truth, double fps) {
  std::vector<double> errors;
  while_standing(truth, fps, [&](std::size_t t, std::size_t ankle) {
    errors.push_back(point(poses.cpu_view<float>(), t * 17 + ankle).z -
                     point(truth.cpu_view<float>(), t * 17 + ankle).z);
  });
  if (errors.empty()) return std::numeric_limits<double>::quiet_NaN();
  const auto middle = errors.begin() + static_cast<std::ptrdiff_t>(errors.size() / 2);
  std::nth_element(errors.begin(), middle, errors.end());
  return *middle;
}

Tensor only_turned(const Film& film, Vec3 up) {
  return pose::set_on_floor(pose::rotate_to_world(film.poses, pose::level_orientation(up)));
}

}  // namespace posegrad::test
