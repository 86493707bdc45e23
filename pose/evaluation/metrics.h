#pragma once
#include <vector>

#include "tensor/tensor.h"

namespace posegrad::pose {

// Errors between poses, without gradients (the training losses are autograd ops).
// predicted, target (N, J, 3), f32 or f64, the same space, metres; results in metres, summed in
// double; only apps/ multiplies by 1000 to print mm. NaN in, NaN out; without frames or joints
// there is no mean: NaN. They are computed where the poses lie. ShapeError unless both are (N, J,
// 3) with the same N and J; DTypeError unless both have the same float type; DeviceError unless
// both lie on the same device. Source: arXiv:1811.11742, section 5 (evaluation protocols).

/// Mean per-joint position error (Protocol 1): mean over n, j of |predicted - target|.
double mpjpe(const Tensor& predicted, const Tensor& target);
/// MPJPE of each frame.
std::vector<double> mpjpe_per_frame(const Tensor& predicted, const Tensor& target);

/// Mean over n, j of weights[n] |predicted - target|. weights: N numbers in any shape, the type of
/// the poses.
double weighted_mpjpe(const Tensor& predicted, const Tensor& target, const Tensor& weights);

/// Protocol 2: MPJPE after the similarity transform (rotation, scale, translation, no reflection)
/// that brings each predicted frame nearest to its target in least squares. A frame whose predicted
/// joints all coincide is moved only.
double p_mpjpe(const Tensor& predicted, const Tensor& target);
std::vector<double> p_mpjpe_per_frame(const Tensor& predicted, const Tensor& target);

/// Protocol 3: MPJPE after the best scale of each frame, (target . predicted) / (predicted .
/// predicted), without moving it. A predicted frame of zeros stays.
double n_mpjpe(const Tensor& predicted, const Tensor& target);
std::vector<double> n_mpjpe_per_frame(const Tensor& predicted, const Tensor& target);

/// MPJVE: MPJPE of the differences between neighbouring frames, metres per frame. The frames are
/// one sequence. Fewer than two frames have no velocity: NaN.
double mean_velocity_error(const Tensor& predicted, const Tensor& target);
/// N - 1 of them: number n is of the frames n and n + 1.
std::vector<double> velocity_error_per_frame(const Tensor& predicted, const Tensor& target);

}  // namespace posegrad::pose
