#pragma once
#include <unordered_map>

#include "pose/formats/pickle_value.h"

namespace posegrad::pose::formats {

/// Levels below each container that was met, by identity.
using VisitedValues = std::unordered_map<const void*, std::size_t>;

inline constexpr std::size_t kDeepestNesting = 1000;

/// Walks everything inside of `root` once, without recursion, and returns the containers met.
/// Throws DataError for a container inside of itself and for more than kDeepestNesting levels: what
/// passes can be walked recursively.
VisitedValues check_nesting(const Value& root);

}  // namespace posegrad::pose::formats
