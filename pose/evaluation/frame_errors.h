#pragma once
#include <limits>

#include "pose/geometry/horn.h"
#include "tensor/tensor.h"

// The errors of one frame in double, for the CPU and for the threads of a GPU: pose/metrics.h says
// what they are. A measure says with kFrames how many neighbouring frames it compares.
namespace posegrad::pose {

/// The joints of neighbouring frames in rows of numbers: joint j of the n-th frame is point n J +
/// j.
template <class T>
struct FramePoints {
  const T* numbers;

  POSEGRAD_HOST_DEVICE Vec3 operator[](Index i) const {
    const T* const at = numbers + 3 * i;
    return {static_cast<double>(at[0]), static_cast<double>(at[1]), static_cast<double>(at[2])};
  }
};

/// Mean over joints of |map(predicted_j) - target_j|.
template <class Points, class Map>
POSEGRAD_HOST_DEVICE double mean_distance(const Points& predicted, const Points& target, Index J,
                                          const Map& map) {
  double sum = 0;
  for (Index j = 0; j < J; ++j) sum += length(map(predicted[j]) - target[j]);
  return J == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / static_cast<double>(J);
}

struct Unchanged {
  constexpr Vec3 operator()(Vec3 x) const { return x; }
};
struct Scaled {
  double scale;
  constexpr Vec3 operator()(Vec3 x) const { return scale * x; }
};

/// Protocol 1.
struct PositionError {
  static constexpr Index kFrames = 1;
  template <class Points>
  POSEGRAD_HOST_DEVICE static double of(const Points& predicted, const Points& target, Index J) {
    return mean_distance(predicted, target, J, Unchanged{});
  }
};

/// Protocol 2.
struct AlignedError {
  static constexpr Index kFrames = 1;
  template <class Points>
  POSEGRAD_HOST_DEVICE static double of(const Points& predicted, const Points& target, Index J) {
    return mean_distance(predicted, target, J, horn_similarity(predicted, target, J));
  }
};

/// Protocol 3.
struct ScaledError {
  static constexpr Index kFrames = 1;
  template <class Points>
  POSEGRAD_HOST_DEVICE static double of(const Points& predicted, const Points& target, Index J) {
    double norm2 = 0, product = 0;
    for (Index j = 0; j < J; ++j) {
      norm2 += dot(predicted[j], predicted[j]);
      product += dot(predicted[j], target[j]);
    }
    return mean_distance(predicted, target, J, Scaled{norm2 == 0 ? 0 : product / norm2});
  }
};

/// Of the differences between a frame and the next one.
struct VelocityError {
  static constexpr Index kFrames = 2;
  template <class Points>
  POSEGRAD_HOST_DEVICE static double of(const Points& predicted, const Points& target, Index J) {
    return mean_distance(Steps<Points>{predicted, J}, Steps<Points>{target, J}, J, Unchanged{});
  }

 private:
  template <class Points>
  struct Steps {
    const Points& points;
    Index J;
    POSEGRAD_HOST_DEVICE Vec3 operator[](Index j) const { return points[j + J] - points[j]; }
  };
};

#ifdef POSEGRAD_CUDA
/// The measure of every frame of predicted, target (N, J, 3) on the GPU, f32 or f64 -> (N - kFrames
/// + 1) f64 there.
template <class Measure>
Tensor frame_errors_on_gpu(const Tensor& predicted, const Tensor& target);
#endif

}  // namespace posegrad::pose
