#include "pose/wild/lift_views.h"

#include <algorithm>
#include <limits>

#include "pose/wild/fill_missing.h"
#include "pose/wild/reconstruct.h"

namespace posegrad::pose {
namespace {

// A window's keypoints (frames, 17, 3), what was not seen interpolated.
Tensor filled(const views::View& view, const KeypointLayout& layout) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  const Index K = layout.num_joints();
  Tensor keypoints = Tensor::empty({static_cast<Index>(view.keypoints.size()) / (3 * K), K, 3});
  float* to = keypoints.data<float>();
  bool any = false;
  for (std::size_t i = 0; i < view.keypoints.size(); i += 3, to += 3) {
    const bool seen = view.keypoints[i + 2] > 0;
    any = any || seen;
    to[0] = seen ? view.keypoints[i] : kNaN;
    to[1] = seen ? view.keypoints[i + 1] : kNaN;
    to[2] = seen ? 1.0F : 0.0F;
  }
  if (!any) return Tensor::zeros(keypoints.shape());
  fill_missing(keypoints, layout);
  return keypoints;
}

}  // namespace

ViewLifter screen_lifter(const PretrainedModel& model, double rate, Index target, bool mirror) {
  return [&model, rate, target, mirror](const std::vector<views::View>& views) {
    const Index J = model.skeleton->num_joints();
    const Tensor poses = Tensor::empty({static_cast<Index>(views.size()), J, 3});
    float* to = poses.data<float>();
    for (const views::View& view : views) {
      const Reconstruction lifted = reconstruct(model, filled(view, *model.layout),
                                                {.size = view.camera.size,
                                                 .video = frame_rate(rate),
                                                 .model = frame_rate(model.fps.value_or(rate)),
                                                 .mirror = mirror});
      const Tensor pose = lifted.poses.rows(target, target + 1);
      const float* from = pose.cpu_view<float>().data();
      for (Index j = 0; j < J; ++j, from += 3) {
        const Vec3 p = rotate(view.turn, {from[0], from[1], from[2]});
        for (const double x : {p.x, p.y, p.z}) *to++ = static_cast<float>(x);
      }
    }
    return poses;
  };
}

}  // namespace posegrad::pose
