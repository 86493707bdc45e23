#include "pose/detect/grid_ops.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace posegrad::pose {
namespace {

void require_places(const Dims& dims, std::string_view name, const Tensor& places) {
  const Index count = dims["H"] * dims["W"];
  for (const Index place : places.cpu_view<Index>())
    if (place < 0 || place >= count)
      dims.fail(fmt::format("'{}' has the place {} of a map with {}", name, place, count));
}

// Where the middle at place c expects keypoint j, and its distance from place p.
struct Expected {
  Expected(const Tensor& regress, Index c, Index j, Index p) {
    const Index W = regress.dim(1), at = (c * regress.dim(2) + j) * 2;
    const GridPlace middle(c, W), here(p, W);
    const double y = static_cast<double>(middle.row) + regress.at(at),
                 x = static_cast<double>(middle.column) + regress.at(at + 1),
                 row = static_cast<double>(here.row), column = static_cast<double>(here.column);
    distance = std::hypot(row - y, column - x);
    size = row + column + std::abs(y) + std::abs(x) + 2 * std::abs(regress.at(at)) +
           2 * std::abs(regress.at(at + 1));
  }
  double distance, size;  // size: of the numbers that it is a difference of
};

// An element of keypoints_at: y or x. p: the place; j: the keypoint.
Reference coordinate(const Tensor& offset, Index p, Index j, Index axis, double scale) {
  const GridPlace place(p, offset.dim(1));
  const double at = static_cast<double>(axis == 0 ? place.row : place.column),
               shift = offset.at((p * offset.dim(2) + j) * 2 + axis);
  return {(at + shift) * scale, (at + std::abs(shift)) * std::abs(scale), 3};
}

}  // namespace

Tensor near_heat(const Tensor& heat, const Tensor& regress, const Tensor& center,
                 double softening) {
  NearHeat op{heat, regress, center, softening};
  const Dims dims(op);
  require_places(dims, "center", center);
  return result_of(op, dims);
}

Tensor peaks(const Tensor& map, const Tensor& largest, double tolerance) {
  return result_of(Peaks{map, largest, tolerance});
}

Tensor people_boxes(const Tensor& offset, const Tensor& extent, const Tensor& center) {
  PeopleBoxes op{offset, extent, center};
  const Dims dims(op);
  require_places(dims, "center", center);
  return result_of(op, dims);
}

Tensor people_heat(const Tensor& heat, const Tensor& regress, const Tensor& center,
                   const Tensor& box, double bell) {
  PeopleHeat op{heat, regress, center, box, bell};
  const Dims dims(op);
  require_places(dims, "center", center);
  return result_of(op, dims);
}

Tensor keypoints_at(const Tensor& near, const Tensor& offset, const Tensor& best, double scale_y,
                    double scale_x) {
  KeypointsAt op{near, offset, best, scale_y, scale_x};
  const Dims dims(op);
  require_places(dims, "best", best);
  return result_of(op, dims);
}

Reference NearHeat::reference(int, Index element) const {
  const Index J = dim<"J">(*this);
  const Expected expected(regress, static_cast<Index>(center.at(0)), element % J, element / J);
  const double below = expected.distance + softening, value = heat.at(element) / below;
  return {value, std::abs(value) * (1 + expected.size / below), 7};
}

Reference Peaks::reference(int, Index element) const {
  const double value = map.at(element);
  return exact(std::abs(value - largest.at(element)) < tolerance ? value : 0);
}

Reference PeopleBoxes::reference(int, Index element) const {
  const Index k = element / 4, side = element % 4, axis = side % 2,
              place = static_cast<Index>(center.at(k));
  const GridPlace c(place, dim<"W">(*this));
  const double middle = static_cast<double>(axis == 0 ? c.row : c.column),
               shift = offset.at(2 * place + axis),
               half = std::max(extent.at(2 * place + axis), 0.0) / 2,
               end = static_cast<double>(axis == 0 ? dim<"H">(*this) : dim<"W">(*this));
  const double edge = middle + shift + (side < 2 ? -half : half);
  return {std::clamp(edge, 0.0, end), middle + std::abs(shift) + half, 3};
}

Reference PeopleHeat::reference(int, Index element) const {
  const Index J = dim<"J">(*this), K = dim<"K">(*this), j = element % J, k = element / J % K,
              p = element / (J * K);
  const GridPlace place(p, dim<"W">(*this));
  const auto row = static_cast<double>(place.row), column = static_cast<double>(place.column);
  const bool inside = row >= box.at(4 * k) && column >= box.at(4 * k + 1) &&
                      row < box.at(4 * k + 2) && column < box.at(4 * k + 3);
  if (!inside) return exact(0);
  const Expected expected(regress, static_cast<Index>(center.at(k)), j, p);
  const double width = bell * static_cast<double>(std::min(dim<"H">(*this), dim<"W">(*this))),
               d = expected.distance, value = heat.at(p * J + j) * std::exp(-d * d / width);
  return {value, std::abs(value) * (1 + (d * expected.size + d * d) / width), 12};
}

Reference KeypointsAt::reference(int, Index element) const {
  const Index axis = element % 3, place = element / 3, K = dim<"K">(*this), J = dim<"J">(*this),
              j = place % J, p = static_cast<Index>(best.at(place));
  if (axis != 2) return coordinate(offset, p, j, axis, axis == 0 ? scale_y : scale_x);
  double largest = near.at(p * K * J + j);
  for (Index k = 1; k < K; ++k) largest = std::max(largest, near.at((p * K + k) * J + j));
  return exact(largest);
}

}  // namespace posegrad::pose
