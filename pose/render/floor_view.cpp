#include "pose/render/floor_view.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace posegrad::pose {
namespace {

constexpr double kElevation = 15 * std::numbers::pi / 180;
constexpr double kDistance = 5.5;  // metres from the cube's middle
constexpr double kHalf = FloorView::kCube / 2;

/// What the cube takes up on the screen at a focal length of 1, whichever way it is turned: its
/// corners move on two circles.
struct Extent {
  double left = 0, right = 0, bottom = 0, top = 0;

  Extent() {
    const double radius = kHalf * std::numbers::sqrt2;
    for (int degree = 0; degree < 360; degree += 5)
      for (const double z : {-kHalf, kHalf}) {
        const double angle = degree * std::numbers::pi / 180;
        const double side = radius * std::cos(angle), near = radius * std::sin(angle);
        const double depth = kDistance - near * std::cos(kElevation) - z * std::sin(kElevation);
        const double high = z * std::cos(kElevation) - near * std::sin(kElevation);
        left = std::min(left, side / depth);
        right = std::max(right, side / depth);
        bottom = std::min(bottom, high / depth);
        top = std::max(top, high / depth);
      }
  }
};

}  // namespace

FloorView::FloorView(Rectangle area, double azimuth, Vec3 center)
    : center_{center.x, center.y, kHalf} {
  const double angle = azimuth * std::numbers::pi / 180;
  forward_ = {std::cos(angle), std::sin(angle), 0};
  right_ = {-forward_.y, forward_.x, 0};
  back_ = std::cos(kElevation) * forward_ + std::sin(kElevation) * Vec3{0, 0, 1};
  up_ = cross(back_, right_);
  static const Extent extent;
  focal_ = std::min(area.width / (extent.right - extent.left),
                    area.height / (extent.top - extent.bottom));
  middle_ = {area.x + area.width / 2,
             area.y + area.height / 2 + focal_ * (extent.top + extent.bottom) / 2};
}

FloorView::Projected FloorView::operator()(Vec3 world) const {
  const Vec3 offset = world - center_;
  const double depth = kDistance - dot(offset, back_);
  constexpr double kNearest = 0.1;
  if (!(depth > kNearest)) {
    constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
    return {{kNan, kNan}, kNan, kNan};
  }
  const double scale = focal_ / depth;
  return {{middle_.x + scale * dot(offset, right_), middle_.y - scale * dot(offset, up_)},
          depth,
          scale};
}

double FloorView::farness(double depth) const {
  return std::clamp((depth - (kDistance - kHalf)) / kCube, 0.0, 1.0);
}

}  // namespace posegrad::pose
