#pragma once
#include <array>

#include "tensor/dispatch.h"

// The ops by which MoveNet's maps become keypoints. A map has one place for each square of S x S
// pixels; places are counted row by row, and (row, column) of a place are its coordinates. They
// follow the published graph, where the numbers come from; the bounds: docs/numerics.md. The maps
// come to the host for them: they are small, and what follows is on the CPU anyhow.
namespace posegrad::pose {

/// A place of a map with W columns.
struct GridPlace {
  GridPlace(Index place, Index W) : row(place / W), column(place % W) {}
  Index row, column;
};

/// How well each place fits each keypoint of the one person whose middle is at `center`: the
/// keypoint's own map, less with the distance from where the middle expects it.
struct NearHeat {
  static constexpr OpInfo info{
      .name = "near_heat",
      .formula = "near[p,j] = heat[p,j] / (|p - (c + regress[c,j])| + softening), c = center[0]",
      .shapes = "heat (H, W, J), regress (H, W, J, 2), center (1) i64 -> near (H, W, J)",
      .gradient = "none: nobody trains with it",
      .roundings = "7",
      .magnitude = "|near| (1 + (|p| + |c + regress|) / (distance + softening))",
      .flops = "9*H*W*J",
      .bytes = "2*size(heat)*H*W*J",
      .stem = "grid_ops",
  };
  Tensor heat, regress, center;
  double softening = 0;
  Tensor near = {};
  static constexpr std::array inputs{&NearHeat::heat, &NearHeat::regress, &NearHeat::center};
  static constexpr std::array outputs{&NearHeat::near};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// What is nearly the largest of its surroundings; the rest is 0.
struct Peaks {
  static constexpr OpInfo info{
      .name = "peaks",
      .formula = "peak[p] = map[p] where |map[p] - largest[p]| < tolerance, else 0",
      .shapes = "map (E...), largest (E...) -> peak (E...)",
      .gradient = "none: nobody trains with it",
      .flops = "2*E",
      .stem = "grid_ops",
  };
  Tensor map, largest;
  double tolerance = 0;
  Tensor peak = {};
  static constexpr std::array inputs{&Peaks::map, &Peaks::largest};
  static constexpr std::array outputs{&Peaks::peak};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// Boxes of the people whose middles are given: top, left, bottom, right in places, cut at the
/// map's ends.
struct PeopleBoxes {
  static constexpr OpInfo info{
      .name = "people_boxes",
      .formula = "box[k] = clip(c + offset[c] -+ max(extent[c], 0) / 2), c = center[k]",
      .shapes = "offset (H, W, 2), extent (H, W, 2), center (K) i64 -> box (K, 4)",
      .gradient = "none: nobody trains with it",
      .roundings = "3",
      .magnitude = "c + |offset| + extent / 2",
      .flops = "12*K",
      .bytes = "size(offset)*8*K + 8*K",
      .stem = "grid_ops",
  };
  Tensor offset, extent, center, box = {};
  static constexpr std::array inputs{&PeopleBoxes::offset, &PeopleBoxes::extent,
                                     &PeopleBoxes::center};
  static constexpr std::array outputs{&PeopleBoxes::box};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// The same as NearHeat for several people, less by a bell curve and only within their boxes.
struct PeopleHeat {
  static constexpr OpInfo info{
      .name = "people_heat",
      .formula =
          "near[p,k,j] = heat[p,j] exp(-|p - (c + regress[c,j])|^2 / (bell min(H, W))) "
          "where p lies in box[k], else 0; c = center[k]",
      .shapes =
          "heat (H, W, J), regress (H, W, J, 2), center (K) i64, box (K, 4) -> "
          "near (H, W, K, J)",
      .gradient = "none: nobody trains with it",
      .roundings = "12",
      .magnitude = "|near| (1 + d (|p| + |c + regress|) / (bell min(H, W))), d: the distance",
      .flops = "10*H*W*K*J",
      .bytes = "size(heat)*(H*W*J + 4*K + H*W*K*J)",
      .stem = "grid_ops",
  };
  Tensor heat, regress, center, box;
  double bell = 1;
  Tensor near = {};
  static constexpr std::array inputs{&PeopleHeat::heat, &PeopleHeat::regress, &PeopleHeat::center,
                                     &PeopleHeat::box};
  static constexpr std::array outputs{&PeopleHeat::near};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

/// The keypoints at the best places: y and x as shares of the picture, and the score, which is the
/// largest that anybody has there.
struct KeypointsAt {
  static constexpr OpInfo info{
      .name = "keypoints_at",
      .formula =
          "keypoints[k,j] = ((r + offset[p,j,0]) scale_y, (c + offset[p,j,1]) scale_x, "
          "max_i near[p,i,j]), p = best[k,j] = (r, c)",
      .shapes = "near (H, W, K, J), offset (H, W, J, 2), best (K, J) i64 -> keypoints (K, J, 3)",
      .gradient = "none: nobody trains with it",
      .roundings = "3",
      .magnitude = "scale (place + |offset|); 0 for the score",
      .flops = "K*J*(4 + K)",
      .bytes = "size(near)*K*J*(5 + K) + 8*K*J",
      .stem = "grid_ops",
  };
  Tensor near, offset, best;
  double scale_y = 1, scale_x = 1;
  Tensor keypoints = {};
  static constexpr std::array inputs{&KeypointsAt::near, &KeypointsAt::offset, &KeypointsAt::best};
  static constexpr std::array outputs{&KeypointsAt::keypoints};
  void cpu() const;
  Reference reference(int output, Index element) const;
};

// f32 or f64, in host memory; `center` and `best` hold places of the map. Throw ShapeError unless
// the shapes are those above, ValueError for a place outside of the map.
Tensor near_heat(const Tensor& heat, const Tensor& regress, const Tensor& center, double softening);
Tensor peaks(const Tensor& map, const Tensor& largest, double tolerance);
Tensor people_boxes(const Tensor& offset, const Tensor& extent, const Tensor& center);
Tensor people_heat(const Tensor& heat, const Tensor& regress, const Tensor& center,
                   const Tensor& box, double bell);
Tensor keypoints_at(const Tensor& near, const Tensor& offset, const Tensor& best, double scale_y,
                    double scale_x);

}  // namespace posegrad::pose
