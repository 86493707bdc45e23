#include "pose/data/mocap/clip.h"

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose::mocap {

Tensor to_tensor(const Motion& motion) {
  Tensor points =
      Tensor::empty({static_cast<Index>(motion.size()), static_cast<Index>(kPoints), Index{3}});
  float* out = points.data<float>();
  for (const Body& pose : motion) {
    for (const Vec3& point : pose) {
      *out++ = static_cast<float>(point.x);
      *out++ = static_cast<float>(point.y);
      *out++ = static_cast<float>(point.z);
    }
  }
  return points;
}

Motion to_motion(const Tensor& points) {
  if (!points.defined() || points.rank() != 3 || points.dim(1) != static_cast<Index>(kPoints) ||
      points.dim(2) != 3)
    throw ShapeError(fmt::format("mocap: 'points' has shape {}; expected (T, {}, 3)",
                                 points.shape().to_string(), kPoints));
  const float* in = points.cpu_view<float>().data();
  Motion motion(static_cast<std::size_t>(points.dim(0)));
  for (Body& pose : motion) {
    for (Vec3& point : pose) {
      point = {in[0], in[1], in[2]};
      in += 3;
    }
  }
  return motion;
}

}  // namespace posegrad::pose::mocap
