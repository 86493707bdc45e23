#pragma once
#include <array>
#include <limits>

#include "pose/geometry/horn.h"
#include "tensor/dispatch.h"

// Errors of poses, frame by frame. First the measures of one frame in double, for the CPU and for
// the threads of a GPU; a measure says with kFrames how many neighbouring frames it compares.
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

// The ops: the measure of every frame of two motions in the same space. An error is f64 whatever
// the poses are, and NaN where a joint or its target is. Source: arXiv:1811.11742, section 5
// (evaluation protocols); the bounds: docs/numerics.md.

/// Mean per-joint position error of each frame (Protocol 1).
struct Mpjpe {
  static constexpr OpInfo info{
      .name = "mpjpe",
      .formula = "error[n] = 1/J sum_j |predicted[n,j] - target[n,j]|",
      .shapes = "predicted (N, J, 3), target (N, J, 3) -> error (N)",
      .gradient = "none: the loss is made of sub, norm_last and sum",
      .roundings = "J + 5",
      .magnitude = "error",
      .flops = "N*(10*J + 1)",
      .bytes = "2*size(predicted)*N*J*3 + 8*N",
      .stem = "frame_errors",
  };
  using Measure = PositionError;
  Tensor predicted, target, error = {};
  static constexpr std::array inputs{&Mpjpe::predicted, &Mpjpe::target};
  static constexpr std::array outputs{&Mpjpe::error};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// The same after the similarity transform (rotation R, scale s, translation t, no reflection) that
/// brings each predicted frame nearest to its target in least squares (Protocol 2). The
/// eigenproblem behind it is not counted.
struct PMpjpe {
  static constexpr OpInfo info{
      .name = "p_mpjpe",
      .formula =
          "error[n] = 1/J sum_j |s R predicted[n,j] + t - target[n,j]|; s, R, t of frame n "
          "minimise sum_j |s R predicted[n,j] + t - target[n,j]|^2",
      .shapes = "predicted (N, J, 3), target (N, J, 3) -> error (N)",
      .gradient = "none: nobody trains with it",
      .roundings = "2*J + 2900",
      .magnitude =
          "2 (s mean |predicted| + mean |target|) + 2 mean |a| |b|/|a| + 3 s sum_i mean |u_i x Ra| "
          "min(|a| |b| / (sigma_j + sigma_k), 2/(u roundings)); a, b: the joints from their means, "
          "sigma, u: singular values and left vectors of b^T a",
      .flops = "N*(67*J + 6)",
      .bytes = "2*size(predicted)*N*J*3 + 8*N",
      .stem = "frame_errors",
  };
  using Measure = AlignedError;
  Tensor predicted, target, error = {};
  static constexpr std::array inputs{&PMpjpe::predicted, &PMpjpe::target};
  static constexpr std::array outputs{&PMpjpe::error};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// The same after the best scale of each frame, which is not moved (Protocol 3). A predicted frame
/// of zeros stays.
struct NMpjpe {
  static constexpr OpInfo info{
      .name = "n_mpjpe",
      .formula =
          "error[n] = 1/J sum_j |s predicted[n,j] - target[n,j]|; s = sum_j predicted[n,j] . "
          "target[n,j] / sum_j |predicted[n,j]|^2",
      .shapes = "predicted (N, J, 3), target (N, J, 3) -> error (N)",
      .gradient = "none: the loss is made of mul, sum, div and norm_last",
      .roundings = "3*J + 13",
      .magnitude =
          "mean |target| + mean |predicted| sum_j |predicted| |target| / sum_j |predicted|^2",
      .flops = "N*(25*J + 2)",
      .bytes = "2*size(predicted)*N*J*3 + 8*N",
      .stem = "frame_errors",
  };
  using Measure = ScaledError;
  Tensor predicted, target, error = {};
  static constexpr std::array inputs{&NMpjpe::predicted, &NMpjpe::target};
  static constexpr std::array outputs{&NMpjpe::error};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// Mean per-joint velocity error: MPJPE of the differences between frame n and the next one, metres
/// per frame. M = N - 1, or 0 without frames. The frames are one sequence; of several, what crosses
/// from one into the next means nothing.
struct Mpjve {
  static constexpr OpInfo info{
      .name = "mpjve",
      .formula =
          "error[n] = 1/J sum_j |(predicted[n+1,j] - predicted[n,j]) - (target[n+1,j] - "
          "target[n,j])|",
      .shapes = "predicted (N, J, 3), target (N, J, 3) -> error (M)",
      .gradient = "none: nobody trains with it",
      .roundings = "J + 6",
      .magnitude = "mean (|predicted[n+1] - predicted[n]| + |target[n+1] - target[n]|)",
      .flops = "M*(16*J + 1)",
      .bytes = "2*size(predicted)*N*J*3 + 8*M",
      .stem = "frame_errors",
  };
  using Measure = VelocityError;
  Tensor predicted, target, error = {};
  static constexpr std::array inputs{&Mpjve::predicted, &Mpjve::target};
  static constexpr std::array outputs{&Mpjve::error};
  void cpu() const;
  void cuda() const;
  Reference reference(int output, Index element) const;
};

/// The errors of predicted, target (N, J, 3), f32 or f64 -> (N) f64, of Mpjve (max(N - 1, 0)),
/// where the poses lie. ShapeError unless both are (N, J, 3) with the same N and J; DTypeError
/// unless both have the same float type; DeviceError unless both lie on the same device.
template <class Op>
Tensor frame_errors(const Tensor& predicted, const Tensor& target);

}  // namespace posegrad::pose
