#include "pose/scene/combined_scenes.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "pose/scene/motion_errors.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

void check(std::span<const Scene> scenes, const char* user) {
  if (scenes.empty()) throw ValueError(fmt::format("{}: found no scene", user));
  for (const Scene& scene : scenes) {
    check_scene(scene, user);
    if (std::abs(scene.fps / scenes.front().fps - 1) > 1e-3)
      throw ValueError(fmt::format("{}: '{}' has {} frames a second, '{}' {}", user,
                                   scenes.front().title, scenes.front().fps, scene.title,
                                   scene.fps));
  }
}

std::vector<Index> all_frames(std::span<const Scene> scenes) {
  std::vector<Index> numbers;
  for (const Scene& scene : scenes)
    std::ranges::copy(scene.frame_numbers, std::back_inserter(numbers));
  std::ranges::sort(numbers);
  numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
  return numbers;
}

/// Rows of `numbers`, in ascending order, for the frames of `wanted`; not a number for those that
/// are not there.
Tensor at_frames(const Tensor& rows, const std::vector<Index>& numbers,
                 const std::vector<Index>& wanted) {
  const Index width = rows.dim(1) * rows.dim(2);
  const Tensor result =
      Tensor::full({static_cast<Index>(wanted.size()), rows.dim(1), rows.dim(2)}, kNan);
  for (std::size_t t = 0; t < numbers.size(); ++t) {
    const auto at = std::ranges::lower_bound(wanted, numbers[t]) - wanted.begin();
    std::copy_n(rows.data<float>() + static_cast<Index>(t) * width, width,
                result.data<float>() + at * width);
  }
  return result;
}

AngleTable at_frames(AngleTable table, const std::vector<Index>& wanted) {
  for (AngleTable::Angle& angle : table.angles) {
    std::vector<double> degrees(wanted.size(), kNan);
    for (std::size_t t = 0; t < table.frame_numbers.size(); ++t)
      degrees[static_cast<std::size_t>(std::ranges::lower_bound(wanted, table.frame_numbers[t]) -
                                       wanted.begin())] = angle.degrees[t];
    angle.degrees = std::move(degrees);
  }
  table.frame_numbers = wanted;
  return table;
}

/// Keypoints beside those there are already, `right` pixels further right.
void add_keypoints(std::optional<SceneKeypoints>& all, const SceneKeypoints& more, Index right) {
  if (!all) {
    all = more;
    return;
  }
  const Index before = all->layout.num_joints(), frames = more.positions.dim(0),
              after = more.layout.num_joints();
  KeypointLayout& layout = all->layout;
  std::ranges::copy(more.layout.joints, std::back_inserter(layout.joints));
  for (const Index joint : more.layout.left) layout.left.push_back(before + joint);
  for (const Index joint : more.layout.right) layout.right.push_back(before + joint);
  for (const auto& [a, b] : more.layout.bones) layout.bones.emplace_back(before + a, before + b);
  const Tensor joined = Tensor::empty({frames, before + after, 2});
  const float* left_from = all->positions.data<float>();
  const float* from = more.positions.data<float>();
  float* to = joined.data<float>();
  for (Index t = 0; t < frames; ++t) {
    to = std::copy_n(left_from + t * before * 2, before * 2, to);
    for (Index i = 0; i < after; ++i) {
      *to++ = from[(t * after + i) * 2] + static_cast<float>(right);
      *to++ = from[(t * after + i) * 2 + 1];
    }
  }
  all->positions = joined;
  all->size.width = std::max(all->size.width, right + more.size.width);
  all->size.height = std::max(all->size.height, more.size.height);
}

/// "walk.mp4" and "person 1", "person 2" of "walk.mp4, person 1" and "walk.mp4, person 2"; where
/// titles do not tell scenes apart, numbers do.
struct Titles {
  std::string whole;
  std::vector<std::string> each;
};
Titles titles_of(std::span<const Scene> scenes, const char* kind) {
  Titles titles;
  const std::string& first = scenes.front().title;
  const std::size_t comma = first.rfind(", ");
  const std::string begin = comma == std::string::npos ? first : first.substr(0, comma + 2);
  const auto begins = [&](const Scene& scene) { return scene.title.starts_with(begin); };
  const bool common = comma != std::string::npos && std::ranges::all_of(scenes, begins);
  titles.whole = common ? first.substr(0, comma) : first;
  for (const Scene& scene : scenes)
    titles.each.push_back(common ? scene.title.substr(begin.size()) : scene.title);
  const std::set<std::string> different(titles.each.begin(), titles.each.end());
  if (different.size() == scenes.size()) return titles;
  for (std::size_t i = 0; i < scenes.size(); ++i)
    titles.each[i] = fmt::format("{} {}", kind, i + 1);
  return titles;
}

/// The scene of the first, its motions and keypoints in the frames of all.
Scene joined(std::span<const Scene> scenes, const char* kind, bool side_by_side) {
  Scene all;
  const Titles titles = titles_of(scenes, kind);
  all.title = titles.whole;
  all.fps = scenes.front().fps;
  all.azimuth = scenes.front().azimuth;
  all.camera = scenes.front().camera;
  all.frame_numbers = all_frames(scenes);
  for (const Scene& scene : scenes) {
    SceneMotion motion = scene.motions.front();
    motion.title = titles.each[all.motions.size()];
    motion.positions = at_frames(motion.positions, scene.frame_numbers, all.frame_numbers);
    motion.error_mm = motion.foot_contacts = {};
    if (motion.angles) *motion.angles = at_frames(*motion.angles, all.frame_numbers);
    all.motions.push_back(std::move(motion));
    if (!scene.keypoints) continue;
    SceneKeypoints keypoints = *scene.keypoints;
    keypoints.positions = at_frames(keypoints.positions, scene.frame_numbers, all.frame_numbers);
    add_keypoints(all.keypoints, keypoints,
                  side_by_side && all.keypoints ? all.keypoints->size.width : 0);
  }
  return all;
}

/// The turn about z and the move that bring points p onto q, by least squares:
///   angle = atan2(sum p' x q', sum p' . q'), of the parts along the floor, centred
Tensor laid_on(const Tensor& motion, const Tensor& reference) {
  const auto p = motion.cpu_view<float>(), q = reference.cpu_view<float>();
  Vec3 p_sum{}, q_sum{};
  double count = 0;
  const auto for_each_common = [&](const auto& use) {
    for (std::size_t i = 0; i < p.size(); i += 3)
      if (std::isfinite(p[i]) && std::isfinite(q[i]))
        use(Vec3{p[i], p[i + 1], p[i + 2]}, Vec3{q[i], q[i + 1], q[i + 2]});
  };
  for_each_common([&](Vec3 a, Vec3 b) {
    p_sum = p_sum + a;
    q_sum = q_sum + b;
    ++count;
  });
  if (count == 0) return motion;
  const Vec3 p_mean = (1 / count) * p_sum, q_mean = (1 / count) * q_sum;
  double along = 0, across = 0;
  for_each_common([&](Vec3 a, Vec3 b) {
    a = a - p_mean;
    b = b - q_mean;
    along += a.x * b.x + a.y * b.y;
    across += a.x * b.y - a.y * b.x;
  });
  const Quaternion turn = turn_z(std::atan2(across, along));
  const Tensor moved = motion.clone();
  float* const to = moved.data<float>();
  for (std::size_t i = 0; i < p.size(); i += 3) {
    const Vec3 at = rotate(turn, Vec3{p[i], p[i + 1], p[i + 2]} - p_mean) + q_mean;
    to[i] = static_cast<float>(at.x);
    to[i + 1] = static_cast<float>(at.y);
    to[i + 2] = static_cast<float>(at.z);
  }
  return moved;
}

}  // namespace

Scene people_together(std::span<const Scene> people) {
  check(people, "people_together");
  return joined(people, "person", false);
}

Scene views_together(std::span<const Scene> views) {
  check(views, "views_together");
  Scene all = joined(views, "view", true);
  SceneMotion& first = all.motions.front();
  for (std::size_t m = 1; m < all.motions.size(); ++m) {
    SceneMotion& other = all.motions[m];
    if (other.skeleton != first.skeleton)
      throw ValueError(
          fmt::format("views_together: '{}' and '{}' have other joints", first.title, other.title));
    other.positions = laid_on(other.positions, first.positions);
    other.error_mm = frame_errors_mm(other.positions, first.positions);
  }
  return all;
}

}  // namespace posegrad::pose
