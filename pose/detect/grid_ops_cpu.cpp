#include <algorithm>
#include <cmath>
#include <vector>

#include "pose/detect/grid_ops.h"
#include "tensor/compiler.h"
#include "tensor/parallel.h"

namespace posegrad::pose {
namespace {

// Where the middle at place c expects its keypoints: y of all of them, then x.
template <class T>
std::vector<T> expected_places(const Tensor& regress, Index c) {
  const Index J = regress.dim(2);
  const GridPlace middle(c, regress.dim(1));
  const T* const shift = regress.data<T>() + c * J * 2;
  std::vector<T> at(static_cast<std::size_t>(2 * J));
  for (Index j = 0; j < J; ++j) {
    at[static_cast<std::size_t>(j)] = static_cast<T>(middle.row) + shift[2 * j];
    at[static_cast<std::size_t>(J + j)] = static_cast<T>(middle.column) + shift[2 * j + 1];
  }
  return at;
}

template <class T>
POSEGRAD_HOT void near_row(Index J, T row, T column, const T* __restrict at,
                           const T* __restrict heat, T softening, T* __restrict near) {
  for (Index j = 0; j < J; ++j) {
    const T y = row - at[j], x = column - at[J + j];
    near[j] = heat[j] / (std::sqrt(y * y + x * x) + softening);
  }
}

template <class T>
void put_place(const Tensor& offset, Index p, Index j, T scale_y, T scale_x, T* keypoint) {
  const GridPlace place(p, offset.dim(1));
  const T* const shift = offset.data<T>() + (p * offset.dim(2) + j) * 2;
  keypoint[0] = (static_cast<T>(place.row) + shift[0]) * scale_y;
  keypoint[1] = (static_cast<T>(place.column) + shift[1]) * scale_x;
}

}  // namespace

void NearHeat::cpu() const {
  visit_float(info.name, near.dtype(), [&]<class T>() {
    const Index H = dim<"H">(*this), W = dim<"W">(*this), J = dim<"J">(*this);
    const std::vector<T> at = expected_places<T>(regress, center.cpu_view<Index>()[0]);
    parallel_for(H, 2.0 * static_cast<double>(W * J), [&](Index begin, Index end) {
      for (Index p = begin * W; p < end * W; ++p)
        near_row(J, static_cast<T>(GridPlace(p, W).row), static_cast<T>(GridPlace(p, W).column),
                 at.data(), heat.data<T>() + p * J, static_cast<T>(softening),
                 near.data<T>() + p * J);
    });
  });
}

void Peaks::cpu() const {
  visit_float(info.name, peak.dtype(), [&]<class T>() {
    const auto at = map.cpu_view<T>(), top = largest.cpu_view<T>();
    const auto y = peak.cpu_span<T>();
    for (std::size_t e = 0; e < y.size(); ++e)
      y[e] = static_cast<double>(std::abs(at[e] - top[e])) < tolerance ? at[e] : T{0};
  });
}

void PeopleBoxes::cpu() const {
  visit_float(info.name, box.dtype(), [&]<class T>() {
    const auto places = center.cpu_view<Index>();
    const Index W = dim<"W">(*this);
    const T ends[2] = {static_cast<T>(dim<"H">(*this)), static_cast<T>(W)};
    T* side = box.data<T>();
    for (const Index place : places) {
      const GridPlace c(place, W);
      const T at[2] = {static_cast<T>(c.row), static_cast<T>(c.column)};
      for (const int half : {-1, 1})
        for (const int axis : {0, 1}) {
          const T whole = std::max(extent.data<T>()[2 * place + axis], T{0}),
                  middle = at[axis] + offset.data<T>()[2 * place + axis];
          *side++ = std::clamp(middle + static_cast<T>(half) * whole / 2, T{0}, ends[axis]);
        }
    }
  });
}

void PeopleHeat::cpu() const {
  visit_float(info.name, near.dtype(), [&]<class T>() {
    const Index H = dim<"H">(*this), W = dim<"W">(*this), J = dim<"J">(*this), K = dim<"K">(*this);
    std::vector<std::vector<T>> at;
    for (const Index c : center.cpu_view<Index>()) at.push_back(expected_places<T>(regress, c));
    const T width = static_cast<T>(bell) * static_cast<T>(std::min(H, W));
    parallel_for(H, 1.0 * static_cast<double>(W * K * J), [&](Index begin, Index end) {
      for (Index p = begin * W; p < end * W; ++p) {
        const GridPlace place(p, W);
        const T row = static_cast<T>(place.row), column = static_cast<T>(place.column);
        for (Index k = 0; k < K; ++k) {
          const T* const edge = box.data<T>() + 4 * k;
          T* const y = near.data<T>() + (p * K + k) * J;
          std::fill_n(y, J, T{0});
          if (!(row >= edge[0] && column >= edge[1] && row < edge[2] && column < edge[3])) continue;
          const std::vector<T>& expected = at[static_cast<std::size_t>(k)];
          for (Index j = 0; j < J; ++j) {
            const T dy = row - expected[static_cast<std::size_t>(j)],
                    dx = column - expected[static_cast<std::size_t>(J + j)];
            y[j] = heat.data<T>()[p * J + j] * std::exp(-(dy * dy + dx * dx) / width);
          }
        }
      }
    });
  });
}

void KeypointsAt::cpu() const {
  visit_float(info.name, keypoints.dtype(), [&]<class T>() {
    const Index K = dim<"K">(*this), J = dim<"J">(*this);
    for (Index e = 0; e < K * J; ++e) {
      const Index p = best.cpu_view<Index>()[static_cast<std::size_t>(e)], j = e % J;
      T* const keypoint = keypoints.data<T>() + 3 * e;
      put_place(offset, p, j, static_cast<T>(scale_y), static_cast<T>(scale_x), keypoint);
      const T* const here = near.data<T>() + p * K * J + j;
      keypoint[2] = here[0];
      for (Index k = 1; k < K; ++k) keypoint[2] = std::max(keypoint[2], here[k * J]);
    }
  });
}

}  // namespace posegrad::pose
