#include "pose/body/body_markers.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "pose/body/body.h"
#include "tensor/error.h"

namespace posegrad::pose {
namespace {

struct PointNames {
  std::array<std::string_view, 2> names;
  bool needed = true;
};

constexpr std::array<PointNames, kBodyPoints> kPointNames{{
    {{"hip", "pelvis"}},
    {{"spine", "spine"}, false},
    {{"thorax", "thorax"}},
    {{"neck", "neck"}, false},
    {{"head", "head"}},
    {{"left shoulder", "left shoulder"}},
    {{"left elbow", "left elbow"}},
    {{"left wrist", "left wrist"}},
    {{"right shoulder", "right shoulder"}},
    {{"right elbow", "right elbow"}},
    {{"right wrist", "right wrist"}},
    {{"left hip", "left hip"}},
    {{"left knee", "left knee"}},
    {{"left foot", "left ankle"}},
    {{"right hip", "right hip"}},
    {{"right knee", "right knee"}},
    {{"right foot", "right ankle"}},
}};

constexpr std::size_t kPelvis = index_of(BodyPoint::pelvis);
static_assert(kPelvis == 0, "it is filled before those that are seen from it");

bool is_finite(Vec3 p) { return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z); }

// Between the nearest frames that saw it, as seen from `base`; before the first and after the last
// as there.
void fill_unseen(std::vector<BodyFrame>& frames, std::size_t point,
                 std::optional<std::size_t> base) {
  const auto base_at = [&](std::size_t t) { return base ? frames[t].at[*base] : Vec3{}; };
  const auto from_base = [&](std::size_t t) { return frames[t].at[point] - base_at(t); };
  std::optional<std::size_t> last;
  for (std::size_t t = 0; t < frames.size(); ++t) {
    if (!frames[t].saw(static_cast<BodyPoint>(point))) continue;
    const Vec3 here = from_base(t), before = last ? from_base(*last) : here;
    const std::size_t from = last ? *last + 1 : 0;
    for (std::size_t u = from; u < t; ++u) {
      const double share = static_cast<double>(u - from + 1) / static_cast<double>(t - from + 1);
      frames[u].at[point] = base_at(u) + before + share * (here - before);
    }
    last = t;
  }
  const Vec3 end = from_base(*last);
  for (std::size_t u = *last + 1; u < frames.size(); ++u) frames[u].at[point] = base_at(u) + end;
}

}  // namespace

BodyJoints body_joints(const Skeleton& skeleton, std::string_view user) {
  BodyJoints joints;
  std::vector<std::string_view> missing;
  for (std::size_t p = 0; p < kBodyPoints; ++p) {
    for (const std::string_view name : kPointNames[p].names) {
      const auto found = std::ranges::find(skeleton.names, name);
      if (found != skeleton.names.end())
        joints[p] = static_cast<std::size_t>(found - skeleton.names.begin());
    }
    if (!joints[p] && kPointNames[p].needed) missing.push_back(kPointNames[p].names.front());
  }
  if (!missing.empty())
    throw DataError(
        fmt::format("{}: found a skeleton without {}, expected Human3.6M's 17 joints or "
                    "HumanEva's 15",
                    user, fmt::join(missing, ", ")));
  return joints;
}

std::vector<BodyFrame> body_frames(const Tensor& poses, const BodyJoints& joints,
                                   const Tensor& confidence, std::string_view user) {
  const auto numbers = poses.cpu_view<float>();
  const auto width = static_cast<std::size_t>(poses.dim(1));
  std::vector<BodyFrame> frames(static_cast<std::size_t>(poses.dim(0)));
  for (std::size_t p = 0; p < kBodyPoints; ++p) {
    if (!joints[p]) continue;
    bool ever = false;
    for (std::size_t t = 0; t < frames.size(); ++t) {
      frames[t].trust[p] = BodyFrame::kFilled;
      const std::size_t at = t * width + *joints[p];
      const Vec3 world{numbers[3 * at], numbers[3 * at + 1], numbers[3 * at + 2]};
      if (!is_finite(world)) continue;
      const double trust = confidence.defined() ? confidence.cpu_view<float>()[at] : 1;
      frames[t].at[p] = stage_of(world);
      frames[t].trust[p] = trust > BodyFrame::kFilled ? std::min(trust, 1.0) : BodyFrame::kFilled;
      ever |= frames[t].saw(static_cast<BodyPoint>(p));
    }
    if (!ever)
      throw DataError(fmt::format("{}: '{}' is in no frame", user, kPointNames[p].names.front()));
    fill_unseen(frames, p, p == kPelvis ? std::nullopt : std::optional(kPelvis));
  }
  return frames;
}

}  // namespace posegrad::pose
