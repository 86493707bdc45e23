#include "pose/geometry/camera.h"

#include <algorithm>
#include <vector>

#include <fmt/format.h>

#include "tensor/error.h"

namespace posegrad::pose {
namespace {

/// The tensor's shape with another last axis; throws ShapeError unless the last axis is between min
/// and max.
Shape checked_shape(const char* op, const Tensor& points, Index min, Index max, Index new_last) {
  const int last = points.rank() - 1;
  if (!points.defined() || last < 0 || points.dim(last) < min || points.dim(last) > max)
    throw ShapeError(
        fmt::format("{}: 'points' has shape {}; expected (..., {})", op, points.shape().to_string(),
                    min == max ? fmt::format("{}", min) : fmt::format("{} or {}", min, max)));
  return points.shape().with(last, new_last);
}

template <class Map>
Tensor map_points(const char* op, const Tensor& points, Map map) {
  const Tensor result = Tensor::empty(checked_shape(op, points, 3, 3, 3), points.dtype());
  visit_float(op, points.dtype(), [&]<class T>() {
    const auto in = points.cpu_view<T>();
    const auto out = result.cpu_span<T>();
    for (std::size_t i = 0; i < in.size(); i += 3) {
      const Vec3 moved = map(Vec3{double(in[i]), double(in[i + 1]), double(in[i + 2])});
      out[i] = static_cast<T>(moved.x);
      out[i + 1] = static_cast<T>(moved.y);
      out[i + 2] = static_cast<T>(moved.z);
    }
  });
  return result;
}

void check_size(const char* op, Index width, Index height) {
  if (width <= 0 || height <= 0)
    throw ValueError(
        fmt::format("{}: an image of {} x {} pixels; both must be positive", op, width, height));
}

template <class Map>
Tensor map_screen(const char* op, const Tensor& points, Map map) {
  const Shape shape = checked_shape(op, points, 2, 3, points.rank() > 0 ? points.dim(-1) : 0);
  const Tensor result = Tensor::empty(shape, points.dtype());
  const auto stride = static_cast<std::size_t>(shape[shape.rank() - 1]);
  visit_float(op, points.dtype(), [&]<class T>() {
    const auto in = points.cpu_view<T>();
    const auto out = result.cpu_span<T>();
    for (std::size_t i = 0; i < in.size(); i += stride) {
      out[i] = static_cast<T>(map(in[i], 0));
      out[i + 1] = static_cast<T>(map(in[i + 1], 1));
      if (stride == 3) out[i + 2] = in[i + 2];
    }
  });
  return result;
}

template <class Lens>
Tensor project_with(const char* op, const Tensor& points, const NormalizedIntrinsics& intrinsics,
                    Lens lens) {
  const Tensor result = Tensor::empty(checked_shape(op, points, 3, 3, 2), points.dtype());
  const double fx = intrinsics[0], fy = intrinsics[1], cx = intrinsics[2], cy = intrinsics[3];
  visit_float(op, points.dtype(), [&]<class T>() {
    const auto in = points.cpu_view<T>();
    const auto out = result.cpu_span<T>();
    for (std::size_t i = 0, o = 0; i < in.size(); i += 3, o += 2) {
      const double z = in[i + 2];
      const double x = std::clamp(double(in[i]) / z, -1.0, 1.0);
      const double y = std::clamp(double(in[i + 1]) / z, -1.0, 1.0);
      const auto [u, v] = lens(x, y);
      out[o] = static_cast<T>(fx * u + cx);
      out[o + 1] = static_cast<T>(fy * v + cy);
    }
  });
  return result;
}

}  // namespace

NormalizedIntrinsics Camera::normalized_intrinsics() const {
  if (!lens)
    throw ValueError(fmt::format("camera '{}' has no known focal length or distortion", id));
  check_size(("camera '" + id + "'").c_str(), width, height);
  const auto w = static_cast<float>(width);
  const double aspect = static_cast<double>(height) / static_cast<double>(width);
  const auto scaled = [w](double pixels) { return static_cast<float>(pixels) / w * 2.0F; };
  return {scaled(lens->focal_length[0]),
          scaled(lens->focal_length[1]),
          static_cast<float>(double(scaled(lens->center[0])) - 1.0),
          static_cast<float>(double(scaled(lens->center[1])) - aspect),
          static_cast<float>(lens->radial[0]),
          static_cast<float>(lens->radial[1]),
          static_cast<float>(lens->radial[2]),
          static_cast<float>(lens->tangential[0]),
          static_cast<float>(lens->tangential[1])};
}

const Camera::Place& Camera::known_place() const {
  if (!place)
    throw ValueError(fmt::format("camera '{}' has no known orientation and translation", id));
  return *place;
}

Tensor world_to_camera(const Tensor& points, const Camera::Place& place) {
  const Quaternion inverse = conjugate(place.orientation);
  return map_points("world_to_camera", points,
                    [&](Vec3 point) { return rotate(inverse, point - place.translation); });
}

Tensor camera_to_world(const Tensor& points, const Camera::Place& place) {
  return map_points("camera_to_world", points, [&](Vec3 point) {
    return rotate(place.orientation, point) + place.translation;
  });
}

Tensor normalize_screen(const Tensor& points, Index width, Index height) {
  check_size("normalize_screen", width, height);
  const double offset[2] = {1.0, static_cast<double>(height) / static_cast<double>(width)};
  return map_screen("normalize_screen", points, [&](auto value, int axis) {
    using T = decltype(value);
    const T scaled = value / static_cast<T>(width) * T{2};
    return double(scaled) - offset[axis];
  });
}

Tensor screen_to_pixels(const Tensor& points, Index width, Index height) {
  check_size("screen_to_pixels", width, height);
  const double w = static_cast<double>(width);
  const double offset[2] = {1.0, static_cast<double>(height) / w};
  return map_screen("screen_to_pixels", points,
                    [&](auto value, int axis) { return (double(value) + offset[axis]) * w / 2; });
}

Tensor project(const Tensor& points, const NormalizedIntrinsics& intrinsics) {
  const double k1 = intrinsics[4], k2 = intrinsics[5], k3 = intrinsics[6], p1 = intrinsics[7],
               p2 = intrinsics[8];
  return project_with("project", points, intrinsics, [=](double x, double y) {
    const double r2 = x * x + y * y;
    const double scale = 1 + r2 * (k1 + r2 * (k2 + r2 * k3)) + p1 * x + p2 * y;
    return std::pair(x * scale + p1 * r2, y * scale + p2 * r2);
  });
}

Tensor project_linear(const Tensor& points, const NormalizedIntrinsics& intrinsics) {
  return project_with("project_linear", points, intrinsics,
                      [](double x, double y) { return std::pair(x, y); });
}

}  // namespace posegrad::pose
