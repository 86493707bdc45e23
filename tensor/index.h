#pragma once
#include <cstdint>

namespace posegrad {
/// The only type for sizes, counts and positions.
using Index = std::int64_t;
}  // namespace posegrad
