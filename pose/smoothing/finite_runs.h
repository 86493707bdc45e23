#pragma once
#include <functional>
#include <span>
#include <string_view>

#include "tensor/tensor.h"

namespace posegrad::pose {

/// Changes frames in a row of one joint in place. numbers (frames, channels) row by row.
using RunFilter = std::function<void(std::span<double> numbers, Index channels)>;

/// Motion (T, J, C) f32 of which `filter` changed, joint by joint, every run of frames in which the
/// joint's numbers are finite. What is not finite stays, and nothing reaches across it. Time and
/// memory grow with T. cost: nanoseconds for a frame of a joint, about. Throws ShapeError and
/// DTypeError naming `user`.
Tensor filter_runs(std::string_view user, const Tensor& motion, double cost,
                   const RunFilter& filter);

/// Throws what filter_runs throws for a motion that is none.
void require_motion(std::string_view user, const Tensor& motion);
/// Throws ValueError unless fps is above 0 and finite.
void require_rate(std::string_view user, double fps);

}  // namespace posegrad::pose
