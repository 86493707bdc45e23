#pragma once
#include <functional>
#include <string>
#include <vector>

#include "pose/data/views/endless_views.h"
#include "tensor/tensor.h"

namespace posegrad::pose {

/// Errors of poses of endless views, over the twelve joints that COCO and Human3.6M define alike,
/// relative to the middle of the hips; metres.
struct ViewErrors {
  double mpjpe = 0, n_mpjpe = 0, p_mpjpe = 0;
  double up = 0;  // degrees between the estimated and the true up direction; NaN where none is said
};

/// Views that have something in common: "camera pitch", "0 to 15 degrees".
struct ViewGroup {
  std::string kind, name;
  Index views = 0;
  ViewErrors model, flat;  // flat: the keypoints with zero depth, in the best size
};

/// Poses (N, 17 or 18, 3) of N views in the views' axes, the 18th joint a point towards up.
using ViewLifter = std::function<Tensor(const std::vector<views::View>&)>;

/// Lifts `count` views of the stream `key`: all of them, by camera pitch, by distance and by
/// action, without the numbers that takes and parts of a name end with.
std::vector<ViewGroup> evaluate_views(const views::EndlessViews& views, Index count,
                                      std::uint64_t key, const ViewLifter& lifter,
                                      const std::function<void(Index)>& done = {});

}  // namespace posegrad::pose
